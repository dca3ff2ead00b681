import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { botCheck, browserOf } from "../../../src/event/enrich/is-bot.js";
import { changeSources } from "../../../src/sources/change-sources.js";
import { addKey } from "../../../src/sources/changes.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

let collector: TestCollector;
let serverKey: string;
beforeAll(async () => {
  collector = await startCollector();
  await changeSources(join(collector.folder, "sources.json"), (sources) => {
    const changed = addKey(sources, sources[0]!.id, "server");
    serverKey = changed.newKey;
    return changed;
  });
  const authorization = `Bearer ${serverKey}`;
  const isInForce = async () => (await collector.post("/v1/batch", '{"batch":[]}', { authorization })).status;
  await vi.waitFor(async () => expect(await isInForce()).toBe(200), { timeout: 10_000 });
});
afterAll(() => collector.stop());

it("knows robots by what they call themselves, and whatever is no text for none", () => {
  const isBot = botCheck();
  for (let n = 0; n < 2; n++) {
    expect([GOOGLEBOT, "AdsBot-Google (+http://www.google.com/adsbot.html)"].every(isBot)).toBe(true);
    expect([FIREFOX, "", undefined, null, 1, {}, [GOOGLEBOT]].some(isBot)).toBe(false);
  }
});

it("remembers no more than it should, and judges a very long text by its beginning", () => {
  const isBot = botCheck();
  for (let n = 0; n < 3_000; n++) expect(isBot(`${FIREFOX} ${n}`)).toBe(false);
  expect(isBot(GOOGLEBOT)).toBe(true);
  expect(isBot(`${FIREFOX}${" ".repeat(600)}Googlebot`)).toBe(false);
});

it("a backend's HTTP library is no robot that visits the shop", () => {
  expect(browserOf("web", FIREFOX)).toBe(FIREFOX);
  for (const [kind, userAgent] of [
    ["server", GOOGLEBOT],
    ["web", "curl/8.0"],
    ["web", "python-requests/2.32"],
    ["web", undefined],
  ] as const)
    expect(browserOf(kind, userAgent)).toBeUndefined();
});

it.each([
  ["by its own context", { "user-agent": FIREFOX }, GOOGLEBOT, undefined, true],
  ["by the context of its batch", { "user-agent": FIREFOX }, undefined, GOOGLEBOT, true],
  ["by the header of its request", { "user-agent": GOOGLEBOT }, undefined, undefined, true],
  ["but its own word stands before the header", { "user-agent": GOOGLEBOT }, FIREFOX, undefined, false],
  ["and curl is none", { "user-agent": "curl/8.0" }, undefined, undefined, false],
])("an event of a robot is marked, and kept: %s", async (name, headers, own, shared, expected) => {
  const event = {
    type: "page",
    userId: "u",
    messageId: name,
    ...(own ? { context: { userAgent: own } } : {}),
  };
  const body = { batch: [event], ...(shared ? { context: { userAgent: shared } } : {}) };
  const answer = await collector.post("/v1/batch", JSON.stringify(body), headers);
  expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  const rows = await collector.rows(`SELECT is_bot, key_kind FROM event_rows WHERE message_id = '${name}'`);
  expect(rows).toEqual([{ is_bot: expected, key_kind: "web" }]);
});

it.each([
  "okhttp/4.12.0",
  "axios/1.6.2",
  "GuzzleHttp/7",
  "python-requests/2.31.0",
  "WordPress/6.4; https://shop.example",
  "Mozilla/5.0 Node/v20.1.0",
  "PostmanRuntime/7.36",
  GOOGLEBOT,
])("a server's key is trusted, whatever its HTTP library is called: %s", async (userAgent) => {
  const event = { type: "track", event: "x", userId: "u", messageId: userAgent, context: { userAgent } };
  const body = JSON.stringify({ batch: [event], context: { userAgent } });
  await collector.post("/v1/batch", body, { authorization: `Bearer ${serverKey}` });
  const rows = await collector.rows(
    `SELECT is_bot, key_kind FROM event_rows WHERE message_id = '${userAgent}'`,
  );
  expect(rows).toEqual([{ is_bot: false, key_kind: "server" }]);
});
