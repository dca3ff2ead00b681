import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import Fastify, { type FastifyInstance, type InjectOptions } from "fastify";
import { pino } from "pino";
import { beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "../../../src/collect/app.js";
import { limitsOf } from "../../../src/collect/limits/limits.js";
import { type BrowserScript, readBrowserScript } from "../../../src/collect/script/browser-script.js";
import { scriptRoutes } from "../../../src/collect/script/routes.js";
import { privacyOf } from "../../../src/event/privacy/privacy.js";
import { readConfig } from "../../../src/settings/config.js";

let app: FastifyInstance;
let script: BrowserScript;

beforeAll(async () => {
  const found = await readBrowserScript();
  if (found === undefined) throw new Error("Run npm run build first: these tests serve the built script.");
  script = found;
  const config = readConfig({ env: {} });
  app = await buildApp({
    log: { unavailable: () => undefined, pending: () => 0, append: async () => {}, close: async () => {} },
    findKey: () => undefined,
    sources: () => [],
    privacy: privacyOf(config),
    limits: limitsOf(config),
    logger: pino({ level: "silent" }),
  });
});

const get = (url: string, headers: InjectOptions["headers"] = {}, method: "GET" | "HEAD" = "GET") =>
  app.inject({ method, url, headers });

describe.each([
  ["the current script", () => "/safar.js", /^public, max-age=300, /],
  ["the script by its hash", () => `/safar-${script.hash}.js`, /^public, max-age=31536000, immutable$/],
])("%s", (_, path, caching) => {
  it("may be loaded by any page, and is what it says it is", async () => {
    const { statusCode, headers, rawPayload } = await get(path(), { origin: "https://shop.example" });
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-resource-policy": "cross-origin",
      etag: `W/"${script.hash}"`,
      vary: "accept-encoding",
      "x-content-type-options": "nosniff",
    });
    expect(headers["cache-control"]).toMatch(caching);
    expect(headers).not.toHaveProperty("content-encoding");
    expect(createHash("sha256").update(rawPayload).digest("hex").slice(0, 16)).toBe(script.hash);
    expect(`sha384-${createHash("sha384").update(rawPayload).digest("base64")}`).toBe(script.integrity);
  });

  it.each([
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["GZIP", "gzip", gunzipSync],
    ["br;q=0, *", "gzip", gunzipSync],
    ["br;q=0.1, gzip;q=1", "br", brotliDecompressSync],
  ])("answers Accept-Encoding: %s with %s", async (accepted, encoding, decompress) => {
    const { headers, rawPayload } = await get(path(), { "accept-encoding": accepted });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(decompress(rawPayload).equals(script.bodies.identity)).toBe(true);
    expect(rawPayload.length).toBeLessThan(script.bodies.identity.length / 2);
  });

  it.each(["deflate", "br;q=0, gzip;q=0.0", "*;q=0", ""])(
    "answers Accept-Encoding: %s plainly",
    async (accepted) => {
      const { headers, rawPayload } = await get(path(), { "accept-encoding": accepted });
      expect(headers).not.toHaveProperty("content-encoding");
      expect(rawPayload.equals(script.bodies.identity)).toBe(true);
    },
  );

  it("is not sent again to whoever has it", async () => {
    for (const known of [`W/"${script.hash}"`, `"${script.hash}"`, `"other", W/"${script.hash}"`, "*"]) {
      const { statusCode, headers, rawPayload } = await get(path(), { "if-none-match": known });
      expect([statusCode, rawPayload.length]).toEqual([304, 0]);
      expect(headers["cache-control"]).toMatch(caching);
    }
    expect((await get(path(), { "if-none-match": 'W/"0123456789abcdef"' })).statusCode).toBe(200);
  });

  it("answers HEAD without a body", async () => {
    const { statusCode, headers, rawPayload } = await get(path(), { "accept-encoding": "br" }, "HEAD");
    expect([statusCode, rawPayload.length]).toEqual([200, 0]);
    expect(headers["content-length"]).toBe(String(script.bodies.br.length));
  });
});

it.each(["0123456789abcdef", "0", "f".repeat(64)])(
  "an unknown hash %s is a 404 that says so",
  async (hash) => {
    const answer = await get(`/safar-${hash}.js`);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ success: false, code: "script_not_found" });
    expect(answer.headers).not.toHaveProperty("cache-control");
  },
);

it("safar-debug.js lies beside the script, for pages of any origin", async () => {
  const { statusCode, headers, payload } = await get("/safar-debug.js", { origin: "https://shop.example" });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    "access-control-allow-origin": "*",
    "content-type": "text/javascript; charset=utf-8",
  });
  expect(payload).toContain("waits in this browser");
  expect(payload).not.toMatch(/\bexport\b/);
});

it("a collector without the script starts, and says in the answer what to do", async () => {
  expect(await readBrowserScript("@safar/web/no-such-file.js")).toBeUndefined();
  const bare = Fastify();
  await bare.register(scriptRoutes, { script: undefined });
  for (const url of ["/safar.js", "/safar-debug.js", `/safar-${script.hash}.js`]) {
    const answer = await bare.inject(url);
    expect(answer.statusCode).toBe(404);
    expect(answer.json().message).toContain("npm run build");
  }
});
