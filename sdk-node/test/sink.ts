import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gunzipSync } from "node:zlib";

/** An event as it arrived. */
export interface ArrivedEvent {
  readonly messageId: string;
  readonly timestamp: string;
  readonly type: string;
  readonly event?: string;
  readonly userId?: string;
  readonly properties?: Record<string, unknown>;
  readonly context?: Record<string, unknown>;
}

/** A request as it arrived. */
export interface Arrival {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** The connection it came on: the same number, the same connection. */
  readonly connection: number;
  readonly at: number;
  readonly batch: readonly ArrivedEvent[];
  readonly sentAt: string;
  readonly bytes: number;
}

/**
 * What to do with a request. `cut` ends the connection before an answer, `halve` in the middle of one that
 * acknowledges, `hang` never answers.
 */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "accept"
  | "cut"
  | "halve"
  | "hang";

export interface Sink {
  readonly host: string;
  readonly port: number;
  /** All requests, whatever was answered. */
  readonly arrivals: readonly Arrival[];
  /** The events of batches that were answered with an acknowledgement, lost on its way or not. */
  readonly taken: readonly ArrivedEvent[];
  /** What to do from now on; "accept" to begin with. */
  reply(decide: Reply | ((arrival: Arrival, count: number) => Reply | Promise<Reply>)): void;
  /** Ends the server and its connections. */
  close(): Promise<void>;
}

export const acknowledgement = (accepted: number): string =>
  JSON.stringify({ success: true, accepted, rejected: [] });

/** A collector that notes what arrives and answers as it is told, on a real port. */
export async function startSink(port = 0): Promise<Sink> {
  const arrivals: Arrival[] = [];
  const taken: ArrivedEvent[] = [];
  const connections = new Map<Socket, number>();
  let decide: (arrival: Arrival, count: number) => Reply | Promise<Reply> = () => "accept";
  let connected = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const arrival = await read(request, connections.get(request.socket) ?? 0);
    arrivals.push(arrival);
    const reply = await decide(arrival, arrivals.length);
    if (reply === "hang") return;
    if (reply === "cut") return void request.socket.destroy();
    const body = acknowledgement(arrival.batch.length);
    if (reply === "accept" || reply === "halve") taken.push(...arrival.batch);
    if (reply === "accept") return void response.end(body);
    if (reply === "halve") {
      response.writeHead(200, { "content-length": body.length });
      response.write(body.slice(0, 10), () => request.socket.destroy());
      return;
    }
    if (reply.status === 200) taken.push(...arrival.batch);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket) => {
    connections.set(socket, ++connected);
    socket.once("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = (server.address() as AddressInfo).port;

  return {
    host: `http://127.0.0.1:${bound}`,
    port: bound,
    arrivals,
    taken,
    reply(next) {
      decide = typeof next === "function" ? next : () => next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(request: IncomingMessage, connection: number): Promise<Arrival> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
  const { batch, sentAt } = JSON.parse(text.toString());
  const { url = "", headers } = request;
  return { path: url, headers, connection, at: performance.now(), batch, sentAt, bytes: raw.length };
}
