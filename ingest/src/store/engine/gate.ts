import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type BoundedConnections, boundConnections } from "../../connections/bounded-connections.js";
import { senderOf } from "../../connections/sender-address.js";
import { type Machine, thisMachine } from "../../settings/machine.js";

/** One interface of ClickHouse, with its address for analysts. */
export interface GatedInterface {
  readonly protocol: "http" | "native";
  readonly host: string;
  readonly port: number;
  /** The engine's own port, on 127.0.0.1. */
  readonly enginePort: number;
}

export interface GateOptions {
  readonly interfaces: readonly GatedInterface[];
  /**
   * Most analyst connections passed to the engine, over all interfaces. As many more may wait for their first
   * request.
   */
  readonly connections: number;
}

/** Open files per possible connection: two sockets of the gate, one of the engine, and table parts. */
const FILES = 16;
const MOST_CONNECTIONS = 1_000;

/** The gate's settings, limited to what the machine can bear. The engine's process opens it. */
export function gateOf(
  interfaces: readonly GatedInterface[],
  { descriptors }: Pick<Machine, "descriptors"> = thisMachine(),
): GateOptions {
  return { interfaces, connections: Math.min(MOST_CONNECTIONS, Math.ceil(descriptors / FILES)) };
}

/** Timeout for a connection's first request, and for the engine's answer to a native client's hello. */
const HELLO_MS = 10_000;
/** Most bytes of a request's head to wait for; the engine limits longer ones. */
const HEAD_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";
/** Share of all connections that one address may hold. */
const SENDER_SHARE = 1 / 4;
const KEEP_ALIVE_MS = 60_000;

/**
 * Opens the analysts' ports in front of the engine. ClickHouse gives each new connection a thread of one pool and
 * waits up to five minutes for its first bytes: some thousand idle connections would lock out the collector itself.
 * The gate passes a connection on only after its first request, limits their number, and closes the one idle for
 * longest for a new one.
 *
 * @throws {Error} when a port is not available
 */
export async function openGate({ interfaces, connections }: GateOptions): Promise<void> {
  const bounds = {
    most: connections,
    mostOfSender: Math.ceil(connections * SENDER_SHARE),
    senderOf: ({ remoteAddress: address }: Socket) => (address === undefined ? undefined : senderOf(address)),
  };
  const waiting = boundConnections(bounds);
  const passed = boundConnections(bounds);
  for (const each of interfaces) await listen(each, gate(each, waiting, passed));
}

function gate(at: GatedInterface, waiting: BoundedConnections, passed: BoundedConnections): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.setKeepAlive(true, KEEP_ALIVE_MS);
    client.on("error", () => client.destroy());
    const late = setTimeout(() => client.destroy(), HELLO_MS);
    client.once("close", () => clearTimeout(late));
    waiting.add(client);
    const said: Buffer[] = [];
    const hasAsked = at.protocol === "http" ? headReader() : () => true;
    const gone = () => client.destroy();
    client.once("end", gone);
    client.on("data", function hear(chunk: Buffer) {
      said.push(chunk);
      if (!hasAsked(chunk)) return;
      client.off("data", hear).off("end", gone).pause();
      waiting.remove(client);
      passed.add(client);
      if (at.protocol === "http") clearTimeout(late);
      join(client, at.enginePort, Buffer.concat(said), passed).once("data", () => clearTimeout(late));
    });
  });
}

/** Returns for each chunk whether a request's head is now complete, or too long to wait for. */
function headReader(): (chunk: Buffer) => boolean {
  let bytes = 0;
  let last = Buffer.alloc(0);
  return (chunk) => {
    bytes += chunk.length;
    const seen = Buffer.concat([last, chunk]);
    last = seen.subarray(1 - HEAD_END.length);
    return bytes >= HEAD_BYTES || seen.includes(HEAD_END);
  };
}

/** Passes a connection on to the engine, starting with the bytes already received. */
function join(client: Socket, port: number, said: Buffer, passed: BoundedConnections): Socket {
  const engine = connect({ host: "127.0.0.1", port, noDelay: true });
  engine.on("error", () => client.destroy());
  engine.once("close", () => client.destroySoon());
  client.once("close", () => engine.destroy());
  for (const socket of [client, engine]) socket.on("data", () => passed.touch(client));
  engine.write(said);
  client.pipe(engine);
  engine.pipe(client);
  return engine;
}

async function listen({ host, port }: GatedInterface, server: Server): Promise<void> {
  server.listen({ host, port, exclusive: true });
  await once(server, "listening");
  server.on("error", () => {});
}
