import type { JourneyDefinition } from "@safar/schemas";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { background } from "../../../src/journeys/engine/background.js";
import { HOUR, ledgerChannel, openShop } from "./shop.js";

let shop: Awaited<ReturnType<typeof openShop>>;
let now = 0;
const clock = () => now;
const DAY = 24 * HOUR;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  await shop.inZone("UTC");
  now = shop.start;
});

const VIPS = `SELECT user_id AS customer_id FROM safar.event_rows
  WHERE source_id = {source:String} AND event = 'VIP' AND timestamp <= parseDateTimeBestEffort({until:String}, {time_zone:String})`;
const segments = { "segments/vip.sql": VIPS };
const hello = {
  type: "send",
  channels: ["email"],
  message: { en: { subject: "Hello", text: "Hello {{ profile.first_name }}." } },
  next: "end",
};
const journey = (name: string, entry: object, more: object = {}) =>
  ({
    ...{ name, entry, control: 0, quiet: false, caps: { perDay: 10, perWeek: 50 }, start: "hello" },
    nodes: { hello },
    ...more,
  }) as unknown as JourneyDefinition;
const comesIn = { segment: "segments/vip.sql", looked: { every: "day", at: "09:00" } };

async function isVip(userId: string, at = now) {
  const traits = { email: `${userId}@example.com`, first_name: userId, marketing_email: true };
  await shop.tell({ userId, type: "identify", traits }, at);
  await shop.tell({ userId, event: "VIP" }, at + 1);
}
/** The next time at which a clock in a zone shows nine, and a little. */
const nextNine = (zone = "UTC") => {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const today = here.withPlainTime("09:00");
  const nine = Temporal.ZonedDateTime.compare(today, here) > 0 ? today : today.add({ days: 1 });
  return nine.epochMilliseconds + 1_000;
};
/** Rounds until nothing more happens. */
async function settle(engine: { round(): Promise<void> }) {
  for (let before = ""; ; ) {
    await engine.round();
    const after = JSON.stringify([await shop.runs(), await shop.messages()]);
    if (after === before) return;
    before = after;
  }
}
const to = (ledger: readonly { readonly to: string }[]) => ledger.map((each) => each.to).sort();

it("who comes into a segment after the journey began comes in, and who was in it does not", async () => {
  await shop.publish(journey("vips", comesIn), { segments });
  await isVip("ann", now - 60_000);
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await settle(engine);
  await isVip("bob", now + 1);
  now = nextNine();
  await settle(engine);
  expect(to(ledger)).toEqual(["bob@example.com"]);
  const [run] = await shop.runs();
  expect(run).toMatchObject({ customer: "bob", isGuest: false, status: "ended", why: "end" });
  expect(run?.state.decisions[0]).toMatchObject({ what: "member", by: "segments/vip.sql" });
  expect(run?.enteredAt).toBe(now - 1_000);

  // The next day, also for an engine that was just started, both were in it already.
  now += DAY;
  await settle(await shop.engine(channel, clock));
  expect(to(ledger)).toEqual(["bob@example.com"]);
}, 120_000);

it("existing: who was in the segment when the journey began comes in, too, at the first look", async () => {
  await shop.publish(journey("vips", { ...comesIn, existing: true }), { segments });
  await isVip("ann");
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await settle(engine);
  expect(ledger).toEqual([]);
  now = nextNine();
  await settle(engine);
  expect(to(ledger)).toEqual(["ann@example.com"]);
}, 120_000);

it("who leaves a segment and comes back is let in again as the definition says (mautic#7881)", async () => {
  const select = `SELECT user_id AS customer_id FROM safar.event_rows WHERE source_id = {source:String}
    GROUP BY user_id HAVING argMax(event, timestamp) = 'VIP'`;
  const own = { segments: { "segments/vip.sql": select } };
  await shop.publish(journey("once", comesIn), own);
  await shop.publish(journey("weekly", { ...comesIn, again: "7 days" }), own);
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await settle(engine);
  const day = async (event?: string) => {
    if (event) await shop.tell({ userId: "ann", event }, now + 1);
    now = nextNine();
    await settle(engine);
    return ledger.length;
  };
  await isVip("ann", now + 1);
  expect(await day()).toBe(2);
  expect(await day("Something")).toBe(2);
  // Within seven days nobody comes in again; a week later those of the journey that permits it do.
  expect(await day("VIP")).toBe(2);
  expect(await day("Something")).toBe(2);
  now += 4 * DAY;
  expect(await day("VIP")).toBe(3);
}, 240_000);

it.each([
  ["America/New_York", "2026-03-07T15:00:00Z", ["2026-03-08T13:00:00Z", "2026-03-09T13:00:00Z"]],
  ["Asia/Tehran", "2022-03-20T12:00:00Z", ["2022-03-21T05:30:00Z", "2022-03-22T04:30:00Z"]],
])(
  "a calendar lets all of a segment in each time, at the hour of %s",
  async (zone, began, moments) => {
    now = Date.parse(began);
    await shop.inZone(zone);
    const calendar = { segment: "segments/vip.sql", calendar: { every: "day", at: "09:00" } };
    await shop.publish(journey("daily", calendar), { segments, at: now });
    await isVip("ann");
    const { ledger, channel } = ledgerChannel();
    const engine = await shop.engine(channel, clock);
    for (const [place, moment] of moments.entries()) {
      now = Date.parse(moment) - 1;
      await settle(engine);
      expect(ledger).toHaveLength(place);
      now = Date.parse(moment);
      await settle(engine);
      expect(ledger).toHaveLength(place + 1);
    }
  },
  240_000,
);

it("a look that was cut off is made again, and lets nobody in twice", async () => {
  const calendar = { segment: "segments/vip.sql", calendar: { every: "day", at: "09:00" } };
  await shop.publish(journey("vips", comesIn), { segments });
  await shop.publish(journey("daily", calendar), { segments });
  const { ledger, channel } = ledgerChannel();
  await settle(await shop.engine(channel, clock));
  await isVip("ann", now + 1);
  await isVip("bob", now + 1);
  now = nextNine();
  const { insert } = shop.warehouse;
  // First the members can't be written, then not that the look is done.
  for (const table of ["journey_members", "journey_engine"]) {
    let failures = 0;
    const failing = Object.assign(Object.create(shop.warehouse), {
      insert: async (name: string, ...rest: [string[], string[]]) => {
        const isLook = name === table && (table === "journey_members" || rest[1][0]!.includes("looked "));
        if (!isLook) return await insert.call(shop.warehouse, name, ...rest);
        failures++;
        throw new Error("the engine is killed here");
      },
    });
    const dying = await shop.engine(channel, clock, { warehouse: failing });
    for (let round = 0; round < 5; round++) await dying.round();
    expect(failures).toBeGreaterThan(0);
  }
  await settle(await shop.engine(channel, clock));
  expect(to(ledger)).toEqual(["ann", "ann", "bob", "bob"].map((name) => `${name}@example.com`));
  now += DAY;
  await settle(await shop.engine(channel, clock));
  expect(ledger).toHaveLength(6);
}, 240_000);

it("a guest who was in a segment and logs in does not come into it", async () => {
  const select = `SELECT if(user_id = '', anonymous_id, user_id) AS customer_id, user_id = '' AS is_guest
    FROM safar.event_rows WHERE source_id = {source:String} AND kind = 'order'`;
  await shop.publish(journey("buyers", comesIn), { segments: { "segments/vip.sql": select } });
  const order = { event: "Order Completed", properties: { order_id: "o-1", revenue: 5, currency: "EUR" } };
  await shop.tell({ anonymousId: "g-1", ...order });
  const { channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock);
  await settle(engine);
  await shop.tell({ userId: "ann", anonymousId: "g-1", type: "identify", traits: {} }, now + 1);
  now = nextNine();
  await settle(engine);
  expect(await shop.runs()).toEqual([]);
  // Somebody else who orders does.
  await shop.tell({ userId: "bob", ...order, properties: { ...order.properties, order_id: "o-2" } }, now + 1);
  now = nextNine();
  await settle(engine);
  expect((await shop.runs()).map(({ customer }) => customer)).toEqual(["bob"]);
}, 240_000);

it("a segment that fails is said, and harms no other journey; what it missed is made up for", async () => {
  const bad = { "segments/vip.sql": "SELECT customer_id FROM safar.nowhere" };
  const onVip = { event: "VIP", again: "7 days" };
  const asks = {
    start: "ask",
    nodes: {
      ask: { type: "if", condition: { segment: "segments/vip.sql" }, yes: "hello", no: "end" },
      hello,
    },
  };
  await shop.publish(journey("broken", comesIn), { segments: bad });
  await shop.publish(journey("asking", onVip, asks), { segments: bad });
  await shop.publish(journey("whole", onVip));
  const told: string[] = [];
  const { ledger, channel } = ledgerChannel();
  const warn = (about: unknown, text: unknown) => {
    const { journey: name, err } = about as { journey: string; err: Error };
    told.push(`${name}: ${text}: ${err.message}`);
  };
  const engine = await shop.engine(channel, clock, { warn });
  await isVip("ann");
  await settle(engine);
  expect(to(ledger)).toEqual(["ann@example.com"]);
  expect(told.sort()).toEqual([
    expect.stringMatching(/^asking: A journey waits: .*can't be queried: .*segments\/vip.sql/),
    expect.stringMatching(
      /^broken: A journey's segment can't be queried, so nobody enters by it.*segments\/vip.sql/,
    ),
  ]);

  // Mended a while later: whoever did it in the meantime comes in, also after a new start.
  now += 2 * 60_000;
  await settle(engine);
  expect(told).toHaveLength(4);
  await shop.publish(journey("asking", onVip, asks), { segments, after: 1, version: 2, at: now });
  await settle(await shop.engine(channel, clock));
  expect(ledger).toHaveLength(2);
}, 240_000);

it("asks at most one segment at a time, and goes on meanwhile", async () => {
  const calendar = { segment: "segments/vip.sql", calendar: { every: "day", at: "09:00" } };
  await shop.publish(journey("daily", calendar), { segments });
  await shop.publish(journey("daily-too", calendar), { segments });
  await shop.publish(journey("event", { event: "VIP" }));
  let [running, most] = [0, 0];
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reader = {
    query: async <Row>(...asked: Parameters<typeof shop.warehouse.query>) => {
      most = Math.max(most, ++running);
      await opened;
      const rows = await shop.warehouse.query<Row>(...asked);
      running--;
      return rows;
    },
  };
  const { ledger, channel } = ledgerChannel();
  const engine = await shop.engine(channel, clock, { reader, asking: background() });
  await isVip("ann");
  now = nextNine();
  await isVip("bob");
  await settle(engine);
  expect([to(ledger), most]).toEqual([["bob@example.com"], 1]);
  open();
  await vi.waitFor(
    async () => {
      await engine.round();
      expect(to(ledger)).toEqual(["ann@example.com", "ann@example.com", "bob@example.com"]);
    },
    { timeout: 60_000 },
  );
  expect(most).toBe(1);
}, 240_000);
