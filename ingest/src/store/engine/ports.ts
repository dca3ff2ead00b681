import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { WarehouseError } from "../warehouse/warehouse.js";

export const PORT_TAKEN = "PORT_TAKEN";

/** What chooses each port: the option of the command line that goes before the variable. */
const OPTIONS = {
  SAFAR_PORT: "--port",
  SAFAR_OPS_PORT: "--ops-port",
  SAFAR_QUERY_PORT: "--query-port",
} as const;

export type PortSetting = keyof typeof OPTIONS;

/** A port that is wanted. */
export interface WantedPort {
  readonly host: string;
  readonly port: number;
  readonly setting: PortSetting;
}

/** Says of ports that can't be had why, and what to do. @param taken at least one, with what the system says of it */
export function portsTaken(
  taken: readonly (WantedPort & { readonly error: NodeJS.ErrnoException })[],
): string {
  const why = taken.map(({ host, port, setting, error: { code, message } }) => ({
    what: `${host}:${port}: ${code === "EADDRINUSE" ? "another program listens there" : message}`,
    by: `${OPTIONS[setting]} or ${setting}`,
  }));
  const [first] = why;
  if (why.length === 1)
    return `Can't listen on ${first!.what}. Choose another port with ${first!.by}, or 0 for a free one.`;
  const lines = why.map(({ what, by }) => `  ${what}. Choose another port with ${by}.`);
  return [`Can't listen on ${why.length} ports:`, ...lines, "0 stands for a free one."].join("\n");
}

/**
 * Looks whether ports can be had, all of them before it says which can't.
 *
 * @throws {WarehouseError} `PORT_TAKEN`, with what to do
 */
export async function requireFreePorts(wanted: readonly WantedPort[]): Promise<void> {
  const found = await Promise.all(
    wanted.map(async (each) => ({
      ...each,
      error: await probe(each.host, each.port).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error,
      ),
    })),
  );
  const taken = found.flatMap(({ error, ...each }) => (error === undefined ? [] : [{ ...each, error }]));
  if (taken.length > 0)
    throw new WarehouseError(portsTaken(taken), PORT_TAKEN, false, { cause: taken[0]!.error });
}

/**
 * Looks whether a port can be had, and chooses a free one for 0. ClickHouse opens it a moment later: another program
 * may be faster, and then the start fails and is tried again.
 *
 * @param setting the variable that chooses the port
 * @throws {WarehouseError} `PORT_TAKEN`, with what to do
 */
export async function freePort(host: string, port: number, setting: PortSetting): Promise<number> {
  try {
    return await probe(host, port);
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    throw new WarehouseError(portsTaken([{ host, port, setting, error }]), PORT_TAKEN, false, { cause });
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
