import { randomUUID } from "node:crypto";
import { Analytics, type Context, type UserTraits } from "@segment/analytics-node";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { FaultProxy } from "../../journey/browser/support/fault-proxy.js";
import { startCollector, type TestCollector } from "../collector.js";
import { type EventColumns, sentEvent, storedEvent } from "./stored-event.js";

let collector: TestCollector;
let proxy: FaultProxy;
beforeAll(async () => {
  collector = await startCollector({ SAFAR_KEY_EVENTS_PER_SECOND: 10 });
  proxy = await FaultProxy.start(collector.collector);
});
afterAll(async () => {
  await proxy.refuse();
  await collector.stop();
});
beforeEach(() => proxy.reset());

/** Segment's client for Node, unmodified, by its documented option for another host. */
const newClient = (more: object = {}) =>
  new Analytics({ writeKey: collector.writeKey, host: proxy.url, flushAt: 20, flushInterval: 200, ...more });

/** Fields of every shape that JSON has, known and unknown. */
const everything = {
  text: "Ünïcødé 🫖 'quotes' \"and\" \\ \u0000",
  number: -1.5e-7,
  large: 9_007_199_254_740_991,
  yes: true,
  nothing: null,
  list: [1, [2, { three: "3" }], []],
  nested: { a: { b: { c: {} } } },
  "a name.with $ signs": 1,
};

const rows = (ids: readonly string[]) =>
  collector.rows<EventColumns>(
    `SELECT *, extra FROM event_rows WHERE message_id IN (${ids.map((id) => `'${id}'`).join(",")})`,
  );

function callEverything(analytics: Analytics, user: string): void {
  const context = {
    page: { path: "/a" },
    campaign: { name: "spring" },
    ip: "0.0.0.0",
    ours: everything,
  } as object;
  const shared = { userId: user, context, integrations: { All: false, Other: everything } } as const;
  analytics.track({
    ...shared,
    event: "Product Viewed",
    properties: everything,
    timestamp: new Date(1.7e12),
  });
  analytics.identify({ ...shared, traits: { ...everything, email: "a@shop.example" } as UserTraits });
  analytics.page({ ...shared, anonymousId: "anon", name: "Home", category: "Docs", properties: everything });
  analytics.screen({ ...shared, name: "Main", properties: everything });
  analytics.group({ ...shared, groupId: "g1", traits: everything as never });
  analytics.alias({ userId: user, previousId: "before", context } as never);
}

it("each of its calls arrives whole, and once", async () => {
  const analytics = newClient();
  callEverything(analytics, randomUUID());
  await analytics.closeAndFlush();
  const sent = proxy.events();
  expect(sent.map(({ type }) => type)).toEqual(["track", "identify", "page", "screen", "group", "alias"]);
  const stored = await rows(sent.map(({ messageId }) => messageId));
  const byId = (events: Record<string, unknown>[]) =>
    events.sort((a, b) => String(a.messageId).localeCompare(String(b.messageId)));
  expect(byId(stored.map(storedEvent))).toEqual(byId(sent.map((event) => sentEvent({ ...event }))));
  for (const event of sent) expect(event).toHaveProperty("_metadata.nodeVersion");
});

it("it retries when the answer is lost, or says to come later; and all of it is stored once", async () => {
  proxy.meet({ cut: "after" }, { status: 503, retryAfter: 1 }, "pass");
  const analytics = newClient();
  const failed: Context[] = [];
  analytics.on("error", (error) => failed.push(error as never));
  callEverything(analytics, randomUUID());
  await analytics.closeAndFlush();
  expect(failed).toEqual([]);
  expect(proxy.arrivals).toHaveLength(3);
  const ids = new Set(proxy.events().map(({ messageId }) => messageId));
  expect(ids.size).toBe(6);
  expect(
    await collector.rows(`SELECT 1 FROM events WHERE message_id IN (${[...ids].map((id) => `'${id}'`)})`),
  ).toHaveLength(6);
});

it("it waits as long as the collector's own 429 says, and nothing is lost", async () => {
  const analytics = newClient({ flushAt: 30 });
  const failed: unknown[] = [];
  analytics.on("error", (error) => failed.push(error));
  const user = randomUUID();
  for (let n = 0; n < 70; n++) analytics.track({ userId: user, event: "Product Viewed", properties: { n } });
  await analytics.closeAndFlush();
  expect(failed).toEqual([]);
  expect(proxy.arrivals.length).toBeGreaterThan(3);
  const [count] = await collector.rows(`SELECT count() AS n FROM events WHERE user_id = '${user}'`);
  expect(Number(count?.n)).toBe(70);
});
