import { once } from "node:events";
import { createServer, request as requestTo } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { certificate } from "../../certificate.js";

/** Shops' own web servers over https, each at its own name, and the proxy by which a browser finds them. */
export interface HttpsFront {
  /** Address of the proxy: whatever name a browser asks it for, it reaches this front. */
  readonly proxy: string;
  close(): Promise<void>;
}

/**
 * Serves the pages, by host, and hands on what stands below `/collect` to a collector, as a shop's proxy does.
 *
 * @param pages markup by host name; every path has it but those of the collector
 */
export async function startHttpsFront(
  collector: string,
  pages: Readonly<Record<string, string>>,
): Promise<HttpsFront> {
  const front = createTlsServer(await certificate(), async (request, response) => {
    const { method, url = "/", headers } = request;
    if (!url.startsWith("/collect/")) {
      const page = pages[new URL(`https://${headers.host}`).hostname];
      response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(page);
      return;
    }
    const forwarded = requestTo(
      `${collector}${url.slice("/collect".length)}`,
      { method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on("error", () => response.destroy());
    request.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(front, "listening");
  const { port } = front.address() as AddressInfo;

  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const proxy = createServer((_, response) => void response.writeHead(404).end());
  proxy.on("connect", (_, socket: Socket) => {
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    keep(socket);
    keep(onward);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      const closed = [proxy, front].map((server) => {
        server.closeAllConnections();
        return once(server.close(), "close");
      });
      await Promise.all(closed);
    },
  };
}
