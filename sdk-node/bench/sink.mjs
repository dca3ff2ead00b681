// A collector that acknowledges everything: counts requests, events and different message ids.
// Its parent asks by message: "counts" answers with them, "reset" begins anew.
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

let requests = 0;
let events = 0;
let bytes = 0;
let messageIds = new Set();

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const raw = Buffer.concat(chunks);
    const isCompressed = request.headers["content-encoding"] === "gzip";
    const { batch } = JSON.parse(isCompressed ? gunzipSync(raw) : raw);
    requests++;
    events += batch.length;
    bytes += raw.length;
    for (const { messageId } of batch) messageIds.add(messageId);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: true, accepted: batch.length, rejected: [] }));
  });
});

process.on("message", (question) => {
  if (question === "reset") {
    requests = events = bytes = 0;
    messageIds = new Set();
  }
  process.send({ requests, events, bytes, different: messageIds.size });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
