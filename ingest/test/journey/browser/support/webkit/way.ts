import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request as requestTo } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/**
 * The way of one WebKit visitor to all servers: an HTTP proxy. WebDriver has no command for what the tests ask of
 * it: a script that runs before the page's own, a word from the page to the test, and a network that is gone.
 */
export interface Way {
  /** Address of the proxy. */
  readonly url: string;
  /** The script that each page runs first; "" for none. */
  script: string;
  /** No server is reached, and open connections end. */
  isOffline: boolean;
  close(): Promise<void>;
}

/** Where the script of a page tells something: at the page's own origin, whatever that is. */
export const TELLING_PATH = "/told-to-the-test";
const LARGEST_MESSAGE = 1 << 20;

/** @param onTold gets the JSON that a page told */
export async function startWay(onTold: (message: unknown) => void): Promise<Way> {
  const sockets = new Set<Duplex>();
  const state = { script: "", isOffline: false };
  const server = createServer(async (request, response) => {
    request.on("error", () => {});
    response.on("error", () => {});
    const { hostname, port, pathname, search } = new URL(request.url ?? "");
    if (pathname === TELLING_PATH) {
      let text = "";
      for await (const part of request) if (text.length < LARGEST_MESSAGE) text += part;
      response.writeHead(204, { "access-control-allow-origin": "*" }).end();
      onTold(JSON.parse(text));
      return;
    }
    if (state.isOffline) return void request.socket.destroy();
    const { "proxy-connection": _, "accept-encoding": __, ...headers } = request.headers;
    // Every name below localhost is this machine, as in other browsers.
    const address = /(^|\.)localhost$/.test(hostname) ? "127.0.0.1" : hostname;
    const forwarded = requestTo(
      { host: address, port, path: pathname + search, method: request.method, headers },
      async (answer) => {
        answer.on("error", () => response.destroy());
        const { statusCode = 502 } = answer;
        if (!state.script || !/^text\/html/.test(answer.headers["content-type"] ?? "")) {
          response.writeHead(statusCode, answer.headers);
          return void answer.pipe(response);
        }
        let page = "";
        for await (const part of answer.setEncoding("utf8")) page += part;
        const body = Buffer.from(page.replace("<head>", `<head><script>${state.script}</script>`));
        response.writeHead(statusCode, {
          ...allowing(answer.headers, state.script),
          "content-length": body.length,
        });
        response.end(body);
      },
    );
    forwarded.on("error", () => request.socket.destroy());
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get script() {
      return state.script;
    },
    set script(text) {
      state.script = text;
    },
    get isOffline() {
      return state.isOffline;
    },
    set isOffline(is) {
      state.isOffline = is;
      if (is) for (const socket of sockets) socket.destroy();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The headers with a policy that allows the test's script, by its hash, and what it tells. All else stays as it is. */
function allowing(headers: IncomingHttpHeaders, script: string): IncomingHttpHeaders {
  const policy = headers["content-security-policy"];
  if (typeof policy !== "string" || !policy.includes("script-src")) return headers;
  const hash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  return {
    ...headers,
    "content-security-policy": policy
      .replace(/script-src /, `$&${hash} `)
      .replace(/connect-src /, "$&'self' "),
  };
}
