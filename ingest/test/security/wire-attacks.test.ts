import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../collect/collector.js";
import { sendRaw } from "../raw-http.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

const event = (messageId: string) => ({ type: "page", userId: "u", messageId });
const isStored = async (messageId: string) =>
  (await collector.rows(`SELECT 1 FROM event_rows WHERE message_id = '${messageId}'`)).length > 0;

describe("requests that two servers would tell apart otherwise", () => {
  const smuggled = JSON.stringify(event("smuggled"));
  const inner = () =>
    `POST /v1/page HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${collector.writeKey}\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`;

  it.each([
    ["a length and chunks", "Content-Length: 6\r\nTransfer-Encoding: chunked"],
    ["chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 6"],
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6"],
    ["a list of lengths", "Content-Length: 5, 6"],
    ["a signed length", "Content-Length: +5"],
    ["a length in hexadecimal", "Content-Length: 0x5"],
    ["a space before the colon", "Content-Length : 5"],
    ["chunks with a space before the colon", "Transfer-Encoding : chunked"],
    ["chunks that are not last", "Transfer-Encoding: chunked, identity"],
    ["chunks by another name", "Transfer-Encoding: xchunked"],
    ["chunks named twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"],
    ["a name that is continued", "Transfer-Encoding:\r\n chunked"],
    ["a line that ends early", "X: a\nTransfer-Encoding: chunked"],
    ["a null byte", "X: a\0b"],
  ])("are refused with %s, and what hides in them is not carried out", async (_, headers) => {
    const { text, ended } = await sendRaw(
      collector.collector,
      `POST /v1/batch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${collector.writeKey}\r\n${headers}\r\n\r\n0\r\n\r\n${inner()}`,
      { quietMs: 3_000 },
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad_request"/);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(ended).toBe(true);
    expect(await isStored("smuggled")).toBe(false);
  });
});

describe("what a sender says", () => {
  it("never becomes a header of the answer", async () => {
    const evil = "a\r\nX-Evil: 1\r\n\r\n<script>";
    const answers = await Promise.all([
      fetch(`${collector.collector}/v1/batch?writeKey=${encodeURIComponent(evil)}`, {
        method: "POST",
        body: "{}",
      }),
      fetch(`${collector.collector}/v1/projects/${encodeURIComponent(evil)}/settings`),
      fetch(`${collector.collector}/${encodeURIComponent(evil)}`),
      fetch(`${collector.clickhouse}/?query_id=${encodeURIComponent(evil)}&query=SELECT+1`, {
        headers: { "x-clickhouse-user": "default", "x-clickhouse-key": collector.clickhousePassword },
      }),
      fetch(`${collector.clickhouse}/?user=${encodeURIComponent(evil)}&query=SELECT+1`),
    ]);
    for (const answer of answers) {
      expect(answer.headers.get("x-evil")).toBeNull();
      // What is repeated in a body is no page.
      expect(answer.headers.get("content-type")).toMatch(
        /^(application\/json|text\/plain|text\/tab-separated-values)/,
      );
    }
  });

  it("pollutes no prototype, wherever __proto__ stands", async () => {
    const hidden = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
    const body = `{${hidden},"context":{${hidden}},"batch":[{"type":"track","event":"E","userId":"u","messageId":"proto",${hidden},
      "properties":{${hidden},"n":1.00000000000000000001},"traits":{${hidden}},"context":{${hidden}}},{${hidden}},["__proto__"]]}`;
    for (const query of [
      "",
      "?__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__.polluted=1",
    ]) {
      const answer = await collector.post(`/v1/batch${query}`, body, { "x-__proto__": "1" });
      expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    }
    // The collector runs in this process.
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("pages of other origins", () => {
  const origin = "https://evil.example";
  it("may send whatever headers and cookies they have, and are told nothing by them", async () => {
    const send = (more: Record<string, string>) =>
      fetch(`${collector.collector}/v1/batch`, { method: "POST", body: "{}", headers: { origin, ...more } });
    const plain = await send({});
    expect(plain.headers.get("access-control-allow-origin")).toBe(origin);
    expect(plain.headers.get("vary")?.toLowerCase()).toContain("origin");
    const dressed = await send({ cookie: "safar_session=1; safar_id=1", "x-csrf-token": "1" });
    expect([dressed.status, await dressed.text()]).toEqual([plain.status, await plain.text()]);
    expect(dressed.headers.get("set-cookie")).toBeNull();
  });

  it("are allowed no header and no cookie anywhere else", async () => {
    for (const path of [
      "/",
      "/session",
      "/ask/report",
      "/demo",
      "/demo/figures",
      "/nothing-here",
      "//v1/batch",
    ]) {
      const { headers } = await fetch(`${collector.collector}${path}`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "x-csrf-token",
        },
      });
      expect([path, headers.get("access-control-allow-credentials")]).toEqual([path, null]);
      expect(headers.get("access-control-allow-headers")).not.toContain("x-csrf-token");
    }
  });

  it("read neither figures, nor rows, nor the state of the process", async () => {
    const password = collector.clickhousePassword;
    const asked = [
      `${collector.collector}/demo`,
      `${collector.collector}/demo/figures`,
      `${collector.collector}/demo/events?id=a`,
      `${collector.clickhouse}/?query=SELECT+1&password=${password}`,
      `${collector.clickhouse}/?query=SELECT+1&password=${password}&add_http_cors_header=1`,
      `${collector.clickhouse}/ping`,
    ];
    for (const url of asked) {
      const { headers } = await fetch(url, { headers: { origin } });
      expect([url, headers.get("access-control-allow-origin")]).toEqual([url, null]);
    }
  });
});

describe("files", () => {
  const ways = [
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "%252e%252e%252f",
    "....//",
    "..;/",
    "%c0%ae%c0%ae/",
    "..%00/",
  ];
  it.each(["/safar-", "/", "/demo/assets/", "/demo/", "/v1/projects/"])(
    "below %s none but its own are served",
    async (start) => {
      for (const way of ways) {
        for (const file of ["package.json", "sources.json", "etc/passwd"]) {
          const path = `${start}${way.repeat(6)}${file}`;
          const { text } = await sendRaw(
            collector.collector,
            `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
            {
              quietMs: 5_000,
            },
          );
          expect(text.slice(0, 12), path).toMatch(/^HTTP\/1\.1 4\d\d$|^HTTP\/1\.1 4/);
          expect(text, path).not.toMatch(/"dependencies"|writeKey"|wk_|root:/);
        }
      }
    },
  );
});

describe("bombs", () => {
  it("of gzip are not inflated beyond the limit, however many come at once", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });
    expect(bomb.length).toBeLessThan(500 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const answers = await Promise.all(Array.from({ length: 20 }, () => collector.post("/v1/batch", bomb)));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 413, body: { code: "body_too_large" } });
    // 20 bombs are 4 GB; what is held is what was sent, and a share of each.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024);
  });

  it.each([
    ["100 MB", 413, "body_too_large"],
    ["1 KB", 400, "invalid_encoding"],
  ])("of gzip within gzip are refused: %s", async (size, status, code) => {
    const nested = gzipSync(gzipSync(Buffer.alloc(size === "1 KB" ? 1024 : 100 * 1024 * 1024)));
    expect(await collector.post("/v1/batch", nested)).toMatchObject({ status, body: { code } });
  });

  it.each([
    ["arrays", (n: number) => `${"[".repeat(n)}${"]".repeat(n)}`],
    ["objects", (n: number) => `${'{"a":'.repeat(n)}1${"}".repeat(n)}`],
  ])("of %s inside one another are refused, and end nothing", async (_, nest) => {
    const deep = nest(40_000);
    for (const body of [
      deep,
      `{"batch":[${deep}]}`,
      `{"batch":[],"context":${deep}}`,
      `{"batch":[{"type":"page","userId":"u","properties":${deep}}],"context":{"a":${deep}}}`,
    ]) {
      const { status } = await collector.post("/v1/batch", body);
      expect([200, 400, 413]).toContain(status);
    }
    expect((await collector.post("/v1/batch", '{"batch":[]}')).status).toBe(200);
  });
});
