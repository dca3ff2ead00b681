import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ISocketFactory } from "kafkajs";
import { wholeResponses } from "./whole-responses.js";

/** Tracks the connections of one client of the library, so that they can be closed. */
export interface Sockets {
  readonly factory: ISocketFactory;
  /** Closes the connections to one broker (`host:port`): pending requests fail at once. */
  cut(broker: string): void;
  /** Closes all connections, and refuses new ones. */
  close(): void;
}

const KEEP_ALIVE_MS = 60_000;

export function ownSockets(): Sockets {
  const open = new Map<Socket, string>();
  let closed = false;
  const factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (closed) throw new Error("The client is closed");
    const server = { host, port, ...(isIP(host) ? {} : { servername: host }) };
    const socket = ssl ? connectTls({ ...server, ...ssl }, onConnect) : connectTcp(server, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    giveWhole(socket);
    open.set(socket, `${host}:${port}`);
    socket.once("close", () => open.delete(socket));
    // On `end` the library forgets the broker. If it was the only one known, a reader gives up at once, and other
    // members must wait for its session to expire. On `error` it retries.
    socket.once("end", () => socket.emit("error", new Error("Kafka closed the connection")));
    return socket;
  };
  const cut = (broker?: string) => {
    for (const [socket, to] of open) {
      if (broker === undefined || to === broker) socket.destroy(new Error("The connection was given up"));
    }
  };
  return {
    factory,
    cut,
    close() {
      closed = true;
      cut();
    },
  };
}

/** Lets listeners hear whole answers alone. Where one can't be read the connection ends, and not the process. */
function giveWhole(socket: Socket): void {
  const on = socket.on.bind(socket);
  // biome-ignore lint/suspicious/noExplicitAny: as Node's own types have it
  socket.on = (event: string, listener: (...given: any[]) => void) => {
    if (event !== "data") return on(event, listener);
    const whole = wholeResponses();
    return on("data", (bytes: Buffer) => {
      try {
        for (const response of whole(bytes)) listener(response);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
  };
}
