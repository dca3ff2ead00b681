// The requests of the soak: what a shop's pages and backends send, and what the open internet does.
import { gzipSync } from "node:zlib";
import { BROWSER, shopEvent } from "../shop-event.mjs";

/** Ids in the order of their numbers, so that ranges of them can be counted. */
export const messageId = (n) => `soak-${String(n).padStart(12, "0")}`;

const BATCH = 20;

/** One honest request, of events from number `n` on: mostly batches, some gzip with another label, some single events. */
export function honestRequest(n, writeKey, draw) {
  const events = draw < 0.1 ? 1 : BATCH;
  const authorization = `authorization: Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
  const page = [authorization, `user-agent: ${BROWSER}`];
  if (events === 1) {
    const body = Buffer.from(JSON.stringify(shopEvent(n, messageId(n))));
    return { events, bytes: request("POST", "/v1/track", body, [...page, "content-type: text/plain"]) };
  }
  const json = JSON.stringify({
    batch: Array.from({ length: events }, (_, place) => shopEvent(n + place, messageId(n + place))),
    sentAt: new Date().toISOString(),
  });
  const gzip = draw < 0.2;
  const body = gzip ? gzipSync(json, { level: 1 }) : Buffer.from(json);
  const type = gzip ? "application/x-www-form-urlencoded" : "application/json";
  return { events, bytes: request("POST", "/v1/batch", body, [...page, `content-type: ${type}`]) };
}

/** Requests that no shop sends. None of them may cost an honest sender anything. */
export function hostileRequests(writeKey) {
  const key = `authorization: Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
  const post = (body, headers = [key]) => request("POST", "/v1/batch", Buffer.from(body), headers);
  const deep = `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`;
  return [
    post("{"),
    post(`{"batch":[${"[".repeat(50_000)}`),
    post('{"batch":[]}', ["authorization: Bearer wk_guess"]),
    post('{"batch":[]}', []),
    post(`"${"x".repeat(600_000)}"`),
    post(gzipSync(Buffer.alloc(20_000_000))),
    post(Buffer.from([0x1f, 0x8b, 1, 2, 3, 4])),
    post(`{"batch":[${Array(3_000).fill("{}").join(",")}]}`),
    post(`{"batch":[${Array(200).fill('{"type":"track","__proto__":{"x":1},"constructor":1}').join(",")}]}`),
    post(`{"batch":[{"type":"track","event":"x","userId":"u","properties":${deep}}]}`),
    post(
      `{"batch":[{"type":"track","event":"Order Completed","userId":{"toString":1},"timestamp":"9999-99-99"}]}`,
    ),
    request("GET", "/../../../../etc/passwd", undefined, []),
    request("GET", "/v1/projects/%00%ff/settings", undefined, []),
    request("DELETE", "/v1/batch", undefined, [key]),
    request("POST", "/v1/batch", Buffer.from("5\r\nhello\r\n0\r\n\r\n"), [key, "transfer-encoding: chunked"]),
    request("GET", "/", undefined, [`x-big: ${"y".repeat(20_000)}`]),
    Buffer.from("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(20), "latin1"),
    Buffer.from("GET /v1/batch HTTP/9.9\r\n\r\n"),
  ];
}

function request(method, path, body, headers) {
  const lines = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", ...headers];
  if (body !== undefined) lines.push(`content-length: ${body.length}`);
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
  return body === undefined ? head : Buffer.concat([head, body]);
}
