import { once } from "node:events";
import { createServer } from "node:http";

/**
 * A collector for pages of another origin that acknowledges everything, one event or a batch, and the server of
 * the bench's own empty page. It counts requests, bytes of bodies, and different message ids.
 */
export async function startSink() {
  let counts;
  let shop = "";
  let script = "";
  const reset = () => {
    counts = { requests: 0, preflights: 0, bytes: 0, messageIds: new Set() };
  };
  reset();
  const server = createServer(async (request, response) => {
    if (request.url === "/page") {
      // Only an isolated page may read the clock to 5 µs; all others to 100 µs.
      response.writeHead(200, {
        "content-type": "text/html",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
      });
      response.end('<!doctype html><title>Bench</title><link rel="icon" href="data:,">');
      return;
    }
    if (request.url === "/shop" || request.url === "/safar.js") {
      const isPage = request.url === "/shop";
      response.writeHead(200, { "content-type": isPage ? "text/html" : "text/javascript" });
      response.end(isPage ? shop : script);
      return;
    }
    const headers = {
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "*",
      "access-control-max-age": "600",
      "content-type": "application/json",
    };
    if (request.method === "POST") {
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = Buffer.concat(parts);
      const sent = JSON.parse(body);
      counts.requests++;
      counts.bytes += body.length;
      for (const { messageId } of sent.batch ?? [sent]) counts.messageIds.add(messageId);
    } else if (request.method === "OPTIONS") counts.preflights++;
    response.writeHead(200, headers).end('{"success":true,"rejected":[]}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    /** The page stands on another origin than the collector. */
    page: `http://localhost:${port}/page`,
    /** The address of a page with this script's tag, which the collector's own host serves. */
    shop(source, attributes) {
      script = source;
      const given = Object.entries(attributes).map(([name, value]) => ` data-${name}="${value}"`);
      shop = `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script async src="/safar.js"${given.join("")}></script><h1>Shop</h1>`;
      return `http://localhost:${port}/shop`;
    },
    host: `127.0.0.1:${port}`,
    reset,
    counts: () => ({ ...counts, events: counts.messageIds.size }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
