import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollector, type TestCollector } from "../collector.js";

let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

/** RudderStack's client for Node, unmodified, by its documented option for another data plane. */
const newClient = (options: object = {}) =>
  new RudderAnalytics(collector.writeKey, {
    dataPlaneUrl: collector.collector,
    flushInterval: 100,
    logLevel: "error",
    ...options,
  });

it.each([{ gzip: true }, { gzip: false }])(
  "each of its calls arrives, with its time (%j)",
  async (options) => {
    const client = newClient(options);
    const user = `user-${JSON.stringify(options)}`;
    const timestamp = new Date("2025-03-01T10:00:00.000Z");
    client.track({
      userId: user,
      event: "Order Completed",
      timestamp,
      properties: { order_id: user, revenue: 12.5, currency: "EUR" },
    });
    client.identify({ userId: user, timestamp, traits: { email: "a@shop.example" } });
    client.page({ userId: user, timestamp, name: "Home", properties: { path: "/" } });
    await client.flush();
    const rows = () =>
      collector.rows<{ type: string; at: string }>(
        `SELECT type, toString(timestamp) AS at FROM safar.events WHERE user_id = '${user}' ORDER BY type`,
      );
    await expect.poll(async () => (await rows()).length, { timeout: 40_000 }).toBe(3);
    expect((await rows()).map(({ at }) => at)).toEqual(Array(3).fill("2025-03-01 10:00:00.000"));
    expect(
      await collector.rows(`SELECT toString(value) AS value FROM safar.orders WHERE order_id = '${user}'`),
    ).toEqual([{ value: "12.5" }]);
  },
);

it("the configuration of a page's key names no other place, and that of no key is told", async () => {
  const ask = (query: string, headers = {}) =>
    fetch(`${collector.collector}/sourceConfig${query}`, { headers });
  const told = await ask(`/?p=npm&v=3.34.1&writeKey=${collector.writeKey}`);
  expect(await told.json()).toMatchObject({
    source: { id: "shop", enabled: true, writeKey: collector.writeKey, destinations: [] },
  });
  const basic = { authorization: `Basic ${btoa(`${collector.writeKey}:`)}` };
  expect((await ask("", basic)).status).toBe(200);
  expect((await ask("")).status).toBe(401);
  expect((await ask("?writeKey=none")).status).toBe(401);
});

it("a beacon of its browser client is a batch", async () => {
  const event = { type: "track", event: "Left", anonymousId: "b1", messageId: "beacon-1" };
  const answer = await fetch(`${collector.collector}/beacon/v1/batch?writeKey=${collector.writeKey}`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: JSON.stringify({ batch: [event] }),
  });
  expect(await answer.json()).toMatchObject({ success: true, accepted: 1 });
});
