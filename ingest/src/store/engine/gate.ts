import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type BoundedConnections, boundConnections } from "../../connections/bounded-connections.js";
import { senderOf } from "../../connections/sender-address.js";
import { type Machine, thisMachine } from "../../settings/machine.js";

/** One interface of ClickHouse, and where analysts reach it. */
export interface GatedInterface {
  readonly protocol: "http" | "native";
  readonly host: string;
  readonly port: number;
  /** The engine's own port, on 127.0.0.1. */
  readonly enginePort: number;
}

export interface GateOptions {
  readonly interfaces: readonly GatedInterface[];
  /** Connections of analysts that the engine has at once, over all interfaces. As many more may wait to say something. */
  readonly connections: number;
}

/** Files that the engine may have open for each connection that may be: two of the gate's, one of its own, and parts. */
const FILES = 16;
const MOST_CONNECTIONS = 1_000;

/** The gate that the machine bears, which the engine's process opens. */
export function gateOf(
  interfaces: readonly GatedInterface[],
  { descriptors }: Pick<Machine, "descriptors"> = thisMachine(),
): GateOptions {
  return { interfaces, connections: Math.min(MOST_CONNECTIONS, Math.ceil(descriptors / FILES)) };
}

/** How long a connection may take to ask for something, and the engine to answer a native client's hello. */
const HELLO_MS = 10_000;
/** Bytes of a request's head that are waited for; the engine has limits for what is longer. */
const HEAD_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";
/** How much of all connections one address may hold. */
const SENDER_SHARE = 1 / 4;
const KEEP_ALIVE_MS = 60_000;

/**
 * Opens the analysts' ports in front of the engine. ClickHouse gives each connection a thread of one pool, before it has
 * said a word, and waits up to five minutes for that word: some thousands of strangers' connections would take the
 * collector's own way in. Here a connection reaches the engine once it has asked for something, only so many do, and
 * the one that has been quiet for longest is ended for a new one.
 *
 * @throws {Error} when a port can't be had
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

/** Says of each chunk whether a request's head is complete with it, or longer than is waited for. */
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

/** Lets a connection through to the engine, which hears first what it said already. */
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
