import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What the provider does with a call, beside writing it down. */
export type Behaviour =
  | {
      readonly is: "answers";
      readonly status?: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** It takes the message and closes the connection. */
  | { readonly is: "drops" }
  /** It takes the message, and answers when `release` is called. */
  | { readonly is: "waits" }
  /** It takes nothing and is not there. */
  | { readonly is: "refuses"; readonly status: number; readonly body?: unknown };

export interface Call {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A provider of SMS on loopback, with a ledger of what it took. */
export async function startSmsProvider(behave: (call: Call) => Behaviour = () => ({ is: "answers" })) {
  const ledger: Call[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const call = { path: request.url!, method: request.method!, headers: request.headers, body };
    const behaviour = behave(call);
    if (behaviour.is !== "refuses") ledger.push(call);
    if (behaviour.is === "waits") return;
    if (behaviour.is === "drops") return void response.destroy();
    const { status = 200, body: answer = {} } = behaviour;
    const headers = behaviour.is === "answers" ? behaviour.headers : {};
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ledger,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}
