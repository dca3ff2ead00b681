import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { WarehouseError } from "../warehouse/warehouse.js";

export const PORT_TAKEN = "PORT_TAKEN";

/**
 * Looks whether a port can be had, and chooses a free one for 0. ClickHouse opens it a moment later: another program
 * may be faster, and then the start fails and is tried again.
 *
 * @param setting the variable that chooses the port
 * @throws {WarehouseError} `PORT_TAKEN`, with what to do
 */
export async function freePort(host: string, port: number, setting: string): Promise<number> {
  try {
    return await probe(host, port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const taken = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new WarehouseError(
      `Can't listen on ${host}:${port}: ${taken}. Choose another port with ${setting}, or 0 for a free one.`,
      PORT_TAKEN,
      false,
      { cause: error },
    );
  }
}

/** The port itself, or a free one when another program has it. */
export async function preferredPort(host: string, port: number): Promise<number> {
  return await probe(host, port).catch(() => probe(host, 0));
}

async function probe(host: string, port: number): Promise<number> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  await once(server, "listening");
  const found = (server.address() as AddressInfo).port;
  server.close();
  await once(server, "close");
  return found;
}
