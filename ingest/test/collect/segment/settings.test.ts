import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settingsDocument } from "../../../src/collect/segment/settings-document.js";
import { changeSources } from "../../../src/sources/change-sources.js";
import { addKey } from "../../../src/sources/changes.js";
import { sendRaw } from "../../raw-http.js";
import { startCollector, type TestCollector } from "../collector.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

it("the settings say where events go: to the host by which the page reached the collector, and lie in no shared cache", async () => {
  const answer = await fetch(`${collector.collector}/v1/projects/${collector.writeKey}/settings`, {
    headers: { origin: "https://shop.example" },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(answer.headers.get("cache-control")).toBe("private, max-age=300");
  expect(await answer.json()).toEqual({
    integrations: {
      "Segment.io": {
        apiKey: collector.writeKey,
        apiHost: `${collector.collector.replace("http://", "")}/v1`,
        protocol: "http",
      },
    },
    metrics: { sampleRate: 0 },
  });
});

it.each([
  ["collect.shop.example", "https"],
  ["collect.shop.example:8443", "https"],
  ["localhost:7070", "http"],
  ["shop.localhost", "http"],
  ["[::1]:7070", "http"],
])("of %s they are by %s", (host, protocol) => {
  expect(settingsDocument("wk_a", { host }).integrations["Segment.io"]).toMatchObject({
    apiHost: `${host}/v1`,
    protocol,
  });
});

it.each(["", "evil.example/path", 'a"b', "a@b", "a b", "<script>", "a\\b", "a:b"])(
  "a Host header that holds %j is not repeated",
  (host) => {
    expect(settingsDocument("wk_a", { host }).integrations["Segment.io"]).toEqual({ apiKey: "wk_a" });
  },
);

it("an unknown key has none, nor has a secret one", async () => {
  let secret = "";
  await changeSources(`${collector.folder}/sources.json`, (sources) => {
    const changed = addKey(sources, "shop", "server");
    secret = changed.newKey;
    return changed;
  });
  while (
    (await collector.post("/v1/batch", '{"batch":[]}', { authorization: `Bearer ${secret}` })).status !== 200
  );
  for (const key of [secret, "wk_unknown", "..%2f..%2fetc", "%00", "__proto__"]) {
    const answer = await fetch(`${collector.collector}/v1/projects/${key}/settings`);
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: "unknown_write_key" }]);
  }
});

it.each([
  ["as text", '{"series":[{"type":"Counter","metric":"analytics_js.invoke"}]}', {}],
  ["empty", "", {}],
  ["as anything", gzipSync("?"), { "content-encoding": "gzip", "content-type": "application/octet-stream" }],
])("figures of a client about itself are taken %s, and dropped", async (_, body, headers) => {
  expect(await collector.post("/v1/m", body, headers)).toMatchObject({
    status: 200,
    body: { success: true },
  });
});

/** How clients are known to label what is gzip JSON, or plain JSON. */
it.each([
  [true, "application/x-www-form-urlencoded", ""],
  [true, "application/x-www-form-urlencoded", "gzip"],
  [true, "application/json", "gzip"],
  [true, "application/json; charset=utf-8", "x-gzip"],
  [true, "text/plain", ""],
  [true, "application/gzip", "identity"],
  [true, "", "gzip"],
  [false, "text/plain;charset=UTF-8", ""],
  [false, ";", ""],
  [false, "json", "utf-8"],
  [true, "a/b; c", ""],
  [false, "application/x-www-form-urlencoded", ""],
  [false, "application/json", "gzip"],
  [false, "", ""],
])("a body is read by what it is, gzip or not (%s), labelled %j and %j", async (zipped, type, encoding) => {
  const messageId = `label ${zipped} ${type} ${encoding}`;
  const json = JSON.stringify({
    writeKey: collector.writeKey,
    batch: [{ type: "track", event: "E", userId: "u", messageId }],
  });
  const body = zipped ? gzipSync(json) : Buffer.from(json);
  const labels = [type && `Content-Type: ${type}`, encoding && `Content-Encoding: ${encoding}`].filter(
    Boolean,
  );
  const head = ["POST /v1/batch HTTP/1.1", "Host: a", `Content-Length: ${body.length}`, ...labels, "", ""];
  const { text } = await sendRaw(collector.collector, Buffer.concat([Buffer.from(head.join("\r\n")), body]), {
    quietMs: 5_000,
    until: (answer) => answer.includes("}"),
  });
  expect(text).toContain('"accepted":1');
  expect(await collector.rows(`SELECT 1 FROM events WHERE message_id = '${messageId}'`)).toHaveLength(1);
});
