import { Agent, request } from "node:http";
import { connectRaw } from "../raw-http.js";
import type { Answered } from "./judge.js";
import type { FuzzRequest } from "./requests.js";

/** How long an answer may take before it counts as none, in milliseconds: beyond every time-out of the collector. */
const HANG_MS = 45_000;

export interface Sender {
  /** @throws {Error} when the connection ends without an answer, or nothing comes */
  send(request: FuzzRequest): Promise<Answered>;
  /** Sends bytes and nothing behind them; gives everything that came back until the other side ended. */
  sendBytes(bytes: Buffer): Promise<string>;
  close(): void;
}

export function newSender(address: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 250 });
  const { hostname, port } = new URL(address);
  return {
    send: ({ method, path, headers, body }) =>
      new Promise((resolve, reject) => {
        const sized = { ...headers, "content-length": body.length };
        const sent = request(
          { agent, hostname, port, method, path, headers: sized, timeout: HANG_MS },
          (answer) => {
            let text = "";
            answer.setEncoding("utf8").on("data", (chunk) => {
              text += chunk;
            });
            answer.once("error", reject).once("end", () =>
              resolve({
                status: answer.statusCode ?? 0,
                contentType: answer.headers["content-type"] ?? "",
                retryAfter: answer.headers["retry-after"],
                body: text,
              }),
            );
          },
        );
        sent.once("timeout", () => sent.destroy(new Error("no answer came")));
        sent.once("error", reject);
        sent.end(body);
      }),
    async sendBytes(bytes) {
      const socket = await connectRaw(address);
      let text = "";
      socket.setTimeout(HANG_MS);
      socket.on("data", (chunk) => {
        text += chunk.toString("latin1");
      });
      socket.end(bytes);
      return await new Promise((resolve, reject) => {
        socket.once("timeout", () => {
          socket.destroy();
          reject(new Error("the connection was not ended"));
        });
        socket.once("close", () => resolve(text));
      });
    },
    close: () => agent.destroy(),
  };
}
