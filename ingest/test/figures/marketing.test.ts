import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import { joinedUsers } from "../../src/people/identity/joined-users.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "./refresh-visits.js";

let folder: string;
let warehouse: Warehouse;

const at = (time: string) => `2025-${time}:00Z`;
const tea = { product_id: "tea", name: "Black tea", category: "Tea", price: 5 };
const cup = { product_id: "cup", name: "Cup", category: "Crockery", price: 3 };
const track = (event: string, time: string, who: object, properties: object = {}, context: object = {}) =>
  ({ type: "track", event, timestamp: at(time), ...who, properties, context }) as ValidEvent;
const identify = (userId: string, time: string, traits: object, who: object = {}) =>
  ({ type: "identify", userId, timestamp: at(time), traits, ...who }) as ValidEvent;

const spring = {
  campaign: { source: "news", medium: "email", name: "spring" },
  page: { path: "/tea", referrer: "https://www.search.example/?q=tea", url: "https://shop.example/tea" },
  userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148",
};
const fromAnn = { campaign: { source: "friend", medium: "referral", name: "tell", content: "ann" } };
const ann = { userId: "ann", anonymousId: "anns-phone" };
const cem = { userId: "cem", anonymousId: "cems-laptop" };

/** A shop's first weeks of 2025. */
const told: ValidEvent[] = [
  track("Product Viewed", "01-01T10:00", { anonymousId: "anns-phone" }, tea, { ...spring, sessionId: "s1" }),
  track(
    "add_to_cart",
    "01-01T10:01",
    { anonymousId: "anns-phone" },
    { items: [{ ...tea, item_id: "no" }] },
    {
      ...spring,
      sessionId: "s1",
    },
  ),
  identify("ann", "01-01T10:05", { email: "ann@shop.example", firstName: "Ann", lastName: "Orr" }, ann),
  track(
    "Order Completed",
    "01-01T10:10",
    { userId: "ann" },
    {
      ...{ order_id: "o1", revenue: 13, products: [{ ...tea, quantity: 2 }, cup] },
    },
  ),
  track("Order Completed", "01-20T10:10", { userId: "ann" }, { order_id: "o2", revenue: 5, products: [tea] }),
  track("Product Shared", "01-21T12:00", ann, { ...tea, share_via: "email" }, { sessionId: "s2" }),
  track("Product Viewed", "01-02T10:00", { anonymousId: "bobs-phone" }, tea, spring),
  track("Product Viewed", "02-01T09:00", cem, cup, fromAnn),
  track("Checkout Started", "02-01T09:05", cem, {}, fromAnn),
  track("Order Completed", "02-01T09:20", { userId: "cem" }, { order_id: "o3", revenue: 3, products: [cup] }),
  identify("dora", "01-05T10:00", { email: "dora@shop.example", phone: "0123" }),
  track("Product Added", "01-03T10:00", { anonymousId: "eves-phone" }, { ...cup, quantity: 3 }),
  track("Product Removed", "01-03T10:02", { anonymousId: "eves-phone" }, { ...cup, quantity: 1 }),
  identify("eve", "01-08T10:00", { email: "eve@shop.example" }, { anonymousId: "eves-phone" }),
  track("Product Viewed", "01-03T11:00", { anonymousId: "a-test" }, tea, { test: true }),
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-marketing-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.UTC(2025, 5, 1) };
  const rows = told.map((event, n) => eventRow({ ...event, messageId: `m${n}` }, receipt));
  const robot = track("Product Viewed", "01-03T11:00", { anonymousId: "a-robot" }, tea);
  rows.push(eventRow({ ...robot, messageId: "robot" }, { ...receipt, isBot: true }), ...rows.slice(0, 5));
  // a shop whose page knows who is logged in, and tells of it with each event only
  const known = track("Product Added", "01-03T10:00", { userId: "fay", anonymousId: "fays-phone" }, cup);
  rows.push(eventRow({ ...known, messageId: "known" }, { ...receipt, sourceId: "other" }));
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  await joinedUsers(warehouse).stored(rows);
  await refreshVisits(warehouse);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const RANGE = "source = 'shop', since = '2025-01-01', until = '2025-02-05', time_zone = 'UTC'";
const UNTIL = "source = 'shop', until = '2025-02-05', time_zone = 'UTC'";
const rowsOf = (select: string) => warehouse.query<Record<string, unknown>>(select);

it("acquisition tells which campaigns bring people who buy and return", async () => {
  expect(
    await rowsOf(
      `SELECT * FROM acquisition(${RANGE}, acquired_by = 'campaign', currency = '') ORDER BY origin`,
    ),
  ).toMatchObject([
    {
      origin: "",
      visitors: 2,
      customers: 0,
      conversion_rate: 0,
      customers_30: 0,
      repeat_rate_30: null,
      value_30: null,
    },
    {
      origin: "spring",
      visitors: 2,
      customers: 1,
      conversion_rate: 50,
      repeat_rate_30: 100,
      value_30: 18,
      currency: "EUR",
    },
    { origin: "tell", visitors: 1, customers: 1, conversion_rate: 100, repeat_rate_180: 0, value_180: 3 },
  ]);
  const origins = async (by: string) =>
    (
      await rowsOf(
        `SELECT origin FROM acquisition(${RANGE}, acquired_by = '${by}', currency = '') ORDER BY origin`,
      )
    ).map(({ origin }) => origin);
  expect(await origins("source")).toEqual(["", "friend", "news"]);
  expect(await origins("medium")).toEqual(["", "email", "referral"]);
  expect(await origins("referrer")).toEqual(["", "search.example"]);
  expect(await origins("landing_page")).toEqual(["", "/tea"]);
});

it("acquisition tells which first products bring people who return", async () => {
  const rows = await rowsOf(
    `SELECT * FROM acquisition(${RANGE}, acquired_by = 'first_product', currency = '') ORDER BY origin`,
  );
  expect(rows).toMatchObject([
    { origin: "cup", visitors: 2, customers: 2, repeat_rate_30: 50, value_30: 10.5 },
    { origin: "tea", visitors: 1, customers: 1, repeat_rate_30: 100, value_30: 18 },
  ]);
});

it("product_performance counts views, additions and sales, neither of robots nor of tests", async () => {
  expect(
    await rowsOf(`SELECT * FROM product_performance(${RANGE}, currency = '') ORDER BY product_id`),
  ).toEqual([
    {
      ...{
        product_id: "cup",
        product_name: "Cup",
        category: "Crockery",
        views: 1,
        adds: 1,
        orders: 2,
        pieces: 2,
      },
      ...{
        currency: "EUR",
        revenue: 6,
        view_to_order_rate: 200,
        first_orders: 2,
        repeat_customers: 1,
        repeat_rate: 50,
      },
    },
    {
      ...{
        product_id: "tea",
        product_name: "Black tea",
        category: "Tea",
        views: 2,
        adds: 1,
        orders: 2,
        pieces: 3,
      },
      ...{
        currency: "EUR",
        revenue: 15,
        view_to_order_rate: 100,
        first_orders: 1,
        repeat_customers: 1,
        repeat_rate: 100,
      },
    },
  ]);
});

it("bought_together pairs products of one order", async () => {
  expect(await rowsOf(`SELECT * FROM bought_together(${RANGE}, min_orders = '1')`)).toEqual([
    {
      ...{ product_a: "cup", name_a: "Cup", product_b: "tea", name_b: "Black tea" },
      ...{ orders_together: 1, orders_a: 2, orders_b: 2, share_of_a: 50, lift: 0.75 },
    },
  ]);
});

it("abandoned_carts tells who left what, and how to reach them, and not who bought", async () => {
  expect(
    await rowsOf(
      `SELECT * EXCEPT (opened_at, last_added_at) FROM abandoned_carts(${RANGE}, window_hours = '24')`,
    ),
  ).toEqual([
    {
      ...{
        customer_id: "eve",
        is_guest: expect.toBeOneOf([0, false]),
        email: "eve@shop.example",
        phone: "",
        name: "",
      },
      ...{ currency: "EUR", value: 6, pieces: 2 },
      products: [{ product_id: "cup", name: "Cup", quantity: 2, price: 3 }],
    },
  ]);
});

it("customer_stage finds everybody at their stage, and who was silent for long as lapsed", async () => {
  const stages = async (until: string) =>
    Object.fromEntries(
      (
        await rowsOf(
          `SELECT customer_id, stage FROM customer_stage(source = 'shop', until = '${until}', time_zone = 'UTC')`,
        )
      ).map(({ customer_id, stage }) => [customer_id, stage]),
    );
  const early = { "bobs-phone": "consideration", cem: "purchase", dora: "awareness", eve: "decision" };
  expect(await stages("2025-02-05")).toEqual({ ...early, ann: "advocacy" });
  expect(await stages("2025-02-15")).toEqual({ ...early, ann: "lapsed" });
  expect(await rowsOf(`SELECT * FROM customer_stages(${UNTIL}) ORDER BY stage`)).toEqual(
    ["advocacy", "awareness", "consideration", "decision", "purchase"].map((stage) => ({
      stage,
      customers: 1,
    })),
  );
});

it("activation lists who came or registered, and never bought", async () => {
  expect(
    await rowsOf(
      `SELECT customer_id, email, phone, furthest_step FROM activation(${RANGE}) ORDER BY customer_id`,
    ),
  ).toEqual([
    { customer_id: "bobs-phone", email: "", phone: "", furthest_step: "viewed" },
    { customer_id: "dora", email: "dora@shop.example", phone: "0123", furthest_step: "registered" },
    { customer_id: "eve", email: "eve@shop.example", phone: "", furthest_step: "added" },
  ]);
});

it("whoever is named by the events of a visit alone goes by that name, and is no guest", async () => {
  const [since, until] = ["since = '2025-01-01', until = '2025-02-05'", "until = '2025-02-05'"];
  for (const view of [
    `abandoned_carts(source = 'other', ${since}, time_zone = 'UTC', window_hours = '24')`,
    `activation(source = 'other', ${since}, time_zone = 'UTC')`,
    `customer_stage(source = 'other', ${until}, time_zone = 'UTC')`,
  ])
    expect(await rowsOf(`SELECT customer_id, toUInt8(is_guest) AS is_guest FROM ${view}`), view).toEqual([
      { customer_id: "fay", is_guest: 0 },
    ]);
});

it("referrals tells who shared, and whom they brought", async () => {
  expect(await rowsOf(`SELECT * EXCEPT is_guest FROM referrals(${RANGE}, currency = '')`)).toEqual([
    {
      ...{ customer_id: "ann", shares: 1, channels: ["email"], referred_visitors: 1, referred_customers: 1 },
      ...{ currency: "EUR", referred_revenue: 3 },
    },
  ]);
});

it("customer_profile tells all that is known of a customer", async () => {
  const [profile] = await rowsOf(
    `SELECT * FROM customer_profile(${UNTIL}, currency = '') WHERE customer_id = 'ann'`,
  );
  expect(profile).toMatchObject({
    ...{ email: "ann@shop.example", name: "Ann Orr", first_seen_at: "2025-01-01 10:00:00.000" },
    ...{
      first_device: "mobile",
      first_campaign: "spring",
      first_campaign_source: "news",
      first_campaign_medium: "email",
    },
    ...{
      first_landing_page: "/tea",
      first_referrer: "search.example",
      last_seen_at: "2025-01-21 12:00:00.000",
    },
    ...{ orders: 2, revenue: 18, average_order_value: 9, usual_gap_days: 19, next_order_at: "2025-02-08" },
    ...{ stage: "advocacy", probability_alive: null, lifetime_value: null },
  });
  const ids = await rowsOf(
    `SELECT customer_id FROM customer_profile(${UNTIL}, currency = '') ORDER BY customer_id`,
  );
  expect(ids.map(({ customer_id }) => customer_id)).toEqual(["ann", "cem", "dora", "eve"]);
});

it("purchase_gaps_by_product and _by_segment tell after what, and whose orders come again", async () => {
  const gap = { gaps: 1, mean_days: 19, median_days: 19, p90_days: 19 };
  expect(await rowsOf(`SELECT * FROM purchase_gaps_by_product(${RANGE}) ORDER BY product_id`)).toEqual([
    { product_id: "cup", product_name: "Cup", ...gap },
    { product_id: "tea", product_name: "Black tea", ...gap },
  ]);
  const [segment] = await rowsOf(`SELECT * FROM purchase_gaps_by_segment(${RANGE}, currency = '')`);
  expect(segment).toMatchObject(gap);
});

it("recent_events shows what was stored a moment ago, and nothing from before", async () => {
  const [recent] = await rowsOf(
    "SELECT uniqExact(message_id) AS events FROM recent_events(source = 'shop', after = '')",
  );
  expect(recent).toEqual({ events: told.length + 1 });
  expect(await rowsOf("SELECT * FROM recent_events(source = 'shop', after = '2099-01-01 00:00:00')")).toEqual(
    [],
  );
});
