import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { limitsOf } from "../../../src/collect/limits/limits.js";
import { rateLimits } from "../../../src/collect/limits/rate-limits.js";
import { readConfig } from "../../../src/settings/config.js";
import { changeSources } from "../../../src/sources/change-sources.js";
import { addKey, addSource } from "../../../src/sources/changes.js";
import { startCollector, type TestCollector } from "../collector.js";

const ADDRESS_BURST = 20;
const KEY_BURST = 100;

let collector: TestCollector;
let serverKey: string;
let noisyKey: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-rates-"));
  await changeSources(join(folder, "sources.json"), (none) => {
    const shop = addSource(none, { id: "shop", currency: "EUR", timeZone: "UTC" });
    const server = addKey(shop.sources, "shop", "server");
    const noisy = addKey(server.sources, "shop", "web");
    serverKey = server.newKey;
    noisyKey = noisy.newKey;
    return noisy;
  });
  collector = await startCollector({
    SAFAR_DATA: folder,
    SAFAR_TRUST_PROXY: "127.0.0.1",
    SAFAR_ADDRESS_REQUESTS_PER_SECOND: ADDRESS_BURST / 10,
    SAFAR_KEY_EVENTS_PER_SECOND: KEY_BURST / 2,
  });
});
afterAll(() => collector.stop());

const send = (writeKey: string, events: number, address: string, headers: Record<string, string> = {}) =>
  collector.post(
    "/v1/batch",
    JSON.stringify({ batch: Array.from({ length: events }, () => ({ type: "page", userId: "u" })) }),
    { authorization: `Bearer ${writeKey}`, "x-forwarded-for": address, ...headers },
  );
const statuses = async (times: number, task: (n: number) => Promise<{ status: number }>) => {
  // All at once: one after another they would be slow enough on a busy machine.
  const answers = await Promise.all(Array.from({ length: times }, (_, n) => task(n)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

it("an address that sends too fast waits, and others do not", async () => {
  const counts = await statuses(5 * ADDRESS_BURST, () => send(collector.writeKey, 0, "203.0.113.1"));
  expect(counts[200]).toBeGreaterThanOrEqual(ADDRESS_BURST);
  expect(counts[429]).toBeGreaterThan(0);
  const refused = await send(collector.writeKey, 0, "203.0.113.1", { origin: "https://shop.example" });
  expect(refused).toMatchObject({ status: 429, body: { success: false, code: "rate_limited" } });
  expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d{0,2}$/);
  expect(refused.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(refused.headers.get("access-control-expose-headers")).toContain("retry-after");
  expect((await send(collector.writeKey, 0, "203.0.113.2")).status).toBe(200);
});

it("keys can be guessed no faster than that", async () => {
  const counts = await statuses(5 * ADDRESS_BURST, (n) => send(`wk_guess${n}`, 0, "203.0.113.3"));
  expect(counts[401]).toBeLessThan(4 * ADDRESS_BURST);
  expect(counts[429]).toBeGreaterThan(0);
});

it("all addresses of one line of IPv6 count as one", async () => {
  const counts = await statuses(5 * ADDRESS_BURST, (n) =>
    send(collector.writeKey, 0, `2001:db8:0:1:${n.toString(16)}::1`),
  );
  expect(counts[429]).toBeGreaterThan(0);
});

it("a server key speaks for many customers, and is limited by its events alone", async () => {
  expect(await statuses(2 * ADDRESS_BURST, () => send(serverKey, 0, "203.0.113.4"))).toEqual({
    200: 2 * ADDRESS_BURST,
  });
});

it("an address that the client itself claims is not believed: the nearest one that no proxy has counts", async () => {
  const counts = await statuses(5 * ADDRESS_BURST, (n) =>
    send(collector.writeKey, 0, `198.51.100.${n}, 203.0.113.5`),
  );
  expect(counts[429]).toBeGreaterThan(0);
});

it("a noisy key waits as long as it must, and another key of the same shop is served at once", async () => {
  const answers = await Promise.all(
    Array.from({ length: ADDRESS_BURST }, () => send(noisyKey, KEY_BURST / 4, "203.0.113.6")),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(4);
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  // A batch over the whole allowance passes once there is some, and is paid for by waiting.
  await vi.waitFor(
    async () => expect((await send(noisyKey, 10 * KEY_BURST, "203.0.113.7")).status).toBe(200),
    {
      timeout: 40_000,
      interval: 200,
    },
  );
  const refused = await send(noisyKey, 1, "203.0.113.8");
  expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(10);
  expect((await send(serverKey, KEY_BURST / 4, "203.0.113.8")).status).toBe(200);
});

it("no wait is longer than 300 seconds, whatever the debt", async () => {
  const limits = rateLimits(
    { ...limitsOf(readConfig({ env: {} })), keyEventsPerSecond: 1 },
    { warn: vi.fn() },
  );
  limits.takeEvents({ id: "k" }, 2_500);
  expect(() => limits.takeEvents({ id: "k" }, 1)).toThrow(
    expect.objectContaining({ code: "rate_limited", retryAfterSeconds: 300 }),
  );
});

it("behind a proxy that is not named nobody is limited by its address, and the log says so once", async () => {
  const warn = vi.fn();
  const limits = rateLimits({ ...limitsOf(readConfig({ env: {} })), addressRequestsPerSecond: 1 }, { warn });
  limits.takeRequest({ ip: "127.0.0.1", headers: {} });
  expect(warn).not.toHaveBeenCalled();
  for (let n = 0; n < 100; n++)
    limits.takeRequest({ ip: "10.0.0.1", headers: { "x-forwarded-for": "203.0.113.1" } });
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.lastCall?.[0]).toContain("SAFAR_TRUST_PROXY");
  expect(() => {
    for (let n = 0; n < 100; n++) limits.takeRequest({ ip: "203.0.113.1", headers: {} });
  }).toThrow(expect.objectContaining({ code: "rate_limited" }));
});
