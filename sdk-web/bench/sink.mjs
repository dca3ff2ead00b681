import { once } from "node:events";
import { createServer } from "node:http";

/**
 * A collector for pages of another origin that acknowledges everything, one event or a batch, and the server of
 * the bench's own empty page. It counts requests, bytes of bodies, and different message ids.
 */
export async function startSink() {
  let counts;
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
    host: `127.0.0.1:${port}`,
    reset,
    counts: () => ({ ...counts, events: counts.messageIds.size }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
