import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { WarehouseError } from "../warehouse/warehouse.js";

export const PORT_TAKEN = "PORT_TAKEN";

/** The command line option that overrides each port's variable. */
const OPTIONS = {
  SAFAR_PORT: "--port",
  SAFAR_OPS_PORT: "--ops-port",
  SAFAR_QUERY_PORT: "--query-port",
} as const;

export type PortSetting = keyof typeof OPTIONS;

/** A port to listen on. */
export interface WantedPort {
  readonly host: string;
  readonly port: number;
  readonly setting: PortSetting;
}

/** Explains why ports are not available, and what to do. @param taken at least one, with the system's error */
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
 * Checks that ports are available. It checks all of them, and then reports all that are not.
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
 * Checks that a port is available, and chooses a free one for 0. ClickHouse opens it a moment later: if another
 * program takes it first, the start fails and is retried.
 *
 * @param setting the port's variable
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

/** The port itself, or a free one when another program uses it. */
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
