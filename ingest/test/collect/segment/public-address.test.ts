import { pino } from "pino";
import { expect, it } from "vitest";
import { buildApp } from "../../../src/collect/app.js";
import { limitsOf } from "../../../src/collect/limits/limits.js";
import { privacyOf } from "../../../src/event/privacy/privacy.js";
import { type Config, readConfig } from "../../../src/settings/config.js";
import type { FoundKey } from "../../../src/sources/source.js";

/** The settings as a page gets them through a proxy that passes on what anybody sent. */
async function settings(headers: Record<string, string>, flags: Partial<Config> = {}) {
  const config = readConfig({ env: {}, flags: { SAFAR_TRUST_PROXY: "loopback", ...flags } });
  const app = await buildApp({
    log: { unavailable: () => undefined, pending: () => 0, append: async () => {}, close: async () => {} },
    findKey: () => ({ kind: "web", sourceDisabled: false }) as FoundKey,
    sources: () => [],
    privacy: privacyOf(config),
    limits: limitsOf(config),
    publicUrl: config.SAFAR_PUBLIC_URL,
    logger: pino({ level: "silent" }),
  });
  const answer = await app.inject({
    url: "/v1/projects/wk_a/settings",
    headers: { host: "collect.shop.example", ...headers },
  });
  await app.close();
  expect(answer.statusCode).toBe(200);
  return {
    caching: answer.headers["cache-control"],
    varies: answer.headers.vary,
    told: answer.json().integrations["Segment.io"],
  };
}

const EVIL = {
  "x-forwarded-host": "evil.example",
  forwarded: "host=evil.example",
  "x-forwarded-proto": "http",
};

it("what anybody sends as X-Forwarded-Host is told to nobody, and lies in no shared cache", async () => {
  for (const headers of [{}, EVIL]) {
    expect(await settings(headers)).toEqual({
      caching: "private, max-age=300",
      varies: "Origin",
      told: { apiKey: "wk_a", apiHost: "collect.shop.example/v1", protocol: "https" },
    });
  }
});

it("with SAFAR_PUBLIC_URL all are told that address, whatever they send, so that a cache may keep it", async () => {
  for (const headers of [{}, EVIL, { host: "10.0.0.7:7070" }]) {
    expect(await settings(headers, { SAFAR_PUBLIC_URL: "http://collect.shop.example:8443/" })).toEqual({
      caching: "public, max-age=300",
      varies: "Origin",
      told: { apiKey: "wk_a", apiHost: "collect.shop.example:8443/v1", protocol: "http" },
    });
  }
});

it.each(["collect.shop.example", "https://user@shop.example", "https://shop.example/path", "ftp://a"])(
  "SAFAR_PUBLIC_URL=%s is refused",
  (url) => expect(() => readConfig({ env: { SAFAR_PUBLIC_URL: url } })).toThrow("SAFAR_PUBLIC_URL"),
);
