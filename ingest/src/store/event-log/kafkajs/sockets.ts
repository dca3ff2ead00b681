import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ISocketFactory } from "kafkajs";

/** The connections of one client of the library, kept at hand so that they can be broken off. */
export interface Sockets {
  readonly factory: ISocketFactory;
  /** Breaks off those to one broker (`host:port`): whatever waits for its answer fails at once. */
  cut(broker: string): void;
  /** Breaks off all of them, and makes no more. */
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
    open.set(socket, `${host}:${port}`);
    socket.once("close", () => open.delete(socket));
    // Told of an end, the library forgets the broker; when that was the only one it knew, a reader gives up at
    // once and leaves its membership behind for others to wait for. Told of an error, it tries again.
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
