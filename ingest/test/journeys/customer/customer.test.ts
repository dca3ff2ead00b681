import { createHash } from "node:crypto";
import type { Customer, CustomerFigures, CustomerMoments, CustomerOrder } from "@safar/schemas/dashboard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newServerKey } from "../../../src/try/demo/server-key.js";
import { newReader, type Reader } from "../../ask/dashboard/reader.js";
import { startCollector, type TestCollector } from "../../collect/collector.js";

const at = (day: number, second = 0) => new Date(Date.UTC(2025, 0, day, 12, 0, second)).toISOString();
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

let collector: TestCollector;
let reader: Reader;
let messages = 0;
function event(more: object) {
  messages += 1;
  return { messageId: `m${messages}`, ...more };
}
const order = (userId: string, id: string, day: number, properties: object = {}) =>
  event({
    ...{ type: "track", event: "Order Completed", userId, timestamp: at(day) },
    properties: { order_id: id, revenue: 20, currency: "EUR", ...properties },
  });

/** What pages told: of ann under two anonymous ids and, by an alias of the server, under a former user id. */
const PAGES = [
  event({ type: "page", name: "Home", anonymousId: "device-1", timestamp: at(1) }),
  event({
    ...{ type: "identify", userId: "ann", anonymousId: "device-1", timestamp: at(2) },
    traits: { email: "Ann@Shop.example", phone: "0912 123 4567", name: "Ann <b>Lee</b>" },
  }),
  event({
    type: "track",
    event: "Product Viewed",
    anonymousId: "device-1",
    timestamp: at(1, 5),
    properties: { product_id: "p", name: "Kettle" },
  }),
  event({ type: "page", name: "Shared", anonymousId: "device-2", userId: "ann", timestamp: at(3) }),
  event({ type: "page", name: "Alone", anonymousId: "device-2", timestamp: at(3, 1) }),
  event({
    type: "identify",
    userId: "hashed",
    timestamp: at(2),
    traits: { email: sha("zoe@shop.example"), phone: sha("+09350000000") },
  }),
  event({
    type: "identify",
    userId: "0912-555-1234",
    timestamp: at(2),
    traits: { email: "same@shop.example" },
  }),
  event({ type: "identify", userId: "twin", timestamp: at(2), traits: { email: "same@shop.example" } }),
  event({ type: "page", name: "Home", anonymousId: "visitor", timestamp: at(2) }),
];
const SERVER = [
  order("ann-old", "o1", 4),
  event({ type: "alias", userId: "ann", previousId: "ann-old", timestamp: at(5) }),
  order("ann", "o2", 6, { revenue: 30 }),
  event({
    type: "track",
    event: "Order Refunded",
    userId: "ann",
    timestamp: at(7),
    properties: { order_id: "o2", total: 10, currency: "EUR" },
  }),
  order("ann", "o3", 8, { revenue: "many" }),
  event({ type: "track", event: "Subscribed", userId: "ann", timestamp: at(9, 1) }),
  event({ type: "track", event: "SMS Failed", userId: "ann", timestamp: at(9) }),
];

beforeAll(async () => {
  collector = await startCollector();
  const server = await newServerKey(collector.folder, "shop", collector.collector);
  const send = (batch: object[], key?: string) =>
    collector.post(
      "/v1/batch",
      JSON.stringify({ batch }),
      key ? { authorization: `Basic ${btoa(`${key}:`)}` } : {},
    );
  expect((await send(PAGES)).body.accepted).toBe(PAGES.length);
  expect((await send(SERVER, server)).body.accepted).toBe(SERVER.length);
  reader = newReader(collector);
  await reader.signIn(collector.clickhousePassword);
}, 120_000);
afterAll(() => collector.stop());

const search = async (text: string) =>
  (await reader.ask("customers_found", { source: "shop", search: text })).rows.map(({ id, isGuest, by }) => [
    ...[id, isGuest, by],
  ]);
const one = async <Answer>(name: string, customer: string, guest = "", more = {}) =>
  (await reader.ask(name, { source: "shop", customer, guest, ...more })).rows as unknown as Answer[];

describe("a search", () => {
  it("travels in the body of a POST of the dashboard's own page, and in no address", async () => {
    const asked = { source: "shop", search: "ann@shop.example" };
    const path = "/dashboard/ask/customers_found";
    expect((await reader.get(`${path}?${new URLSearchParams(asked)}`)).status).toBe(404);
    const other = await reader.post(path, asked, { origin: "https://evil.example" });
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([403, "other_site"]);
    expect((await reader.post(path, { ...asked, search: "" })).status).toBe(400);
    const many = { ...asked, search: "x".repeat(9_000) };
    expect((await reader.post(path, many)).status).toBe(400);
    expect((await newReader(collector).post(path, asked)).status).toBe(401);
    expect((await reader.post(path, asked)).status).toBe(200);
  });

  it.each([
    ["ann", [["ann", false, "id"]]],
    ["  ann ", [["ann", false, "id"]]],
    ["device-1", [["device-1", true, "id"]]],
    ["ANN@shop.EXAMPLE ", [["ann", false, "email"]]],
    [
      "same@shop.example",
      [
        ["0912-555-1234", false, "email"],
        ["twin", false, "email"],
      ],
    ],
    ["+98 912 123 4567", [["ann", false, "phone"]]],
    ["۰۹۱۲۱۲۳۴۵۶۷", [["ann", false, "phone"]]],
    ["Zoe@shop.example", [["hashed", false, "email"]]],
    ["0935 000 0000", [["hashed", false, "phone"]]],
    ["00989350000000", [["hashed", false, "phone"]]],
    ["nobody", []],
    ["' OR 1=1 --", []],
    ["0912%", []],
  ])("of %s", async (text, found) => {
    expect((await search(text)).toSorted()).toEqual(found);
  });
});

describe("a customer", () => {
  it("has all ids that belong together, and says by which links", async () => {
    const [ann] = await one<Customer>("customer", "device-1", "on");
    expect(ann).toMatchObject({ id: "ann", isGuest: false, name: "Ann <b>Lee</b>", timeZone: "UTC" });
    expect(ann!.ids).toEqual([
      { id: "ann", isGuest: false },
      { id: "ann-old", isGuest: false },
      { id: "device-1", isGuest: true },
    ]);
    expect(ann!.links).toEqual(
      expect.arrayContaining([
        {
          from: { id: "ann-old", isGuest: false },
          to: { id: "ann", isGuest: false },
          by: "server",
          at: at(5),
        },
        { from: { id: "device-1", isGuest: true }, to: { id: "ann", isGuest: false }, by: "page", at: at(2) },
        {
          from: { id: "device-2", isGuest: true },
          to: { id: "ann", isGuest: false },
          by: "device",
          at: null,
        },
      ]),
    );
    expect([ann!.firstSeen, ann!.lastSeen]).toEqual([at(1), at(9, 1)]);
    // Under whichever id they are asked for, they are the same.
    for (const [id, guest] of [
      ["ann", ""],
      ["ann-old", ""],
    ] as const)
      expect((await one<Customer>("customer", id, guest))[0]).toMatchObject({ id: "ann", ids: ann!.ids });
  });

  it("is reached as a message would be, and where not, it says why", async () => {
    const [ann] = await one<Customer>("customer", "ann");
    expect(ann!.reach).toEqual([
      { channel: "email", address: "Ann@Shop.example", permission: "subscribed", why: "" },
      { channel: "sms", address: "0912 123 4567", permission: "unknown", why: "not-reachable" },
      { channel: "push", address: "", permission: "unknown", why: "no-address" },
    ]);
    const [hashed] = await one<Customer>("customer", "hashed");
    expect(hashed!.reach.map(({ why }) => why)).toEqual(["not-an-address", "not-an-address", "no-address"]);
  });

  it("stands where the views say", async () => {
    const asked = { time_zone: "UTC", currency: "EUR" };
    const [figures] = await one<CustomerFigures>("customer_figures", "ann", "", asked);
    const [profile] = await collector.rows<Record<string, unknown>>(
      `SELECT stage, toUInt32(orders) AS orders, toString(revenue) AS revenue, usual_gap_days AS gap, toString(next_order_at) AS next
       FROM safar.customer_profile(source = 'shop', until = '', time_zone = 'UTC', currency = 'EUR') WHERE customer_id = 'ann'`,
    );
    expect(figures).toMatchObject({
      ...{
        stage: profile!.stage,
        orders: 2,
        revenue: "50",
        usualGapDays: profile!.gap,
        nextOrderAt: profile!.next,
      },
      ...{ lastOrderAt: "2025-01-06T12:00:00Z", group: "", forecast: null, currency: "EUR" },
    });
    expect(await one("customer_figures", "nobody", "", asked)).toEqual([]);
  });

  it("has orders, those too that are in no figure, with the reason", async () => {
    expect(await one<CustomerOrder>("customer_orders", "ann-old")).toEqual([
      {
        order: "o3",
        at: "2025-01-08T12:00:00Z",
        currency: "EUR",
        value: null,
        refunded: "0",
        uncounted: "unreadable_value",
      },
      {
        order: "o2",
        at: "2025-01-06T12:00:00Z",
        currency: "EUR",
        value: "30",
        refunded: "10",
        uncounted: "",
      },
      { order: "o1", at: "2025-01-04T12:00:00Z", currency: "EUR", value: "20", refunded: "0", uncounted: "" },
    ]);
  });

  it("has a time line of all ids, in pages that leave nothing out and repeat nothing", async () => {
    const whole = (await one<CustomerMoments>("customer_moments", "ann", "", { before: "", rows: 100 }))[0]!;
    expect(whole.before).toBe("");
    expect(whole.moments.map(({ kind, name, about }) => [kind, name, about])).toEqual([
      ["event", "Subscribed", ""],
      ["event", "SMS Failed", ""],
      ["order", "Order Completed", "o3"],
      ["refund", "Order Refunded", "o2"],
      ["order", "Order Completed", "o2"],
      ["event", "alias", "ann-old"],
      ["order", "Order Completed", "o1"],
      ["event", "page", "Shared"],
      ["event", "identify", ""],
      ["event", "Product Viewed", "Kettle"],
      ["event", "page", "Home"],
    ]);
    const paged: CustomerMoments["moments"][number][] = [];
    for (let before = "", first = true; first || before !== ""; first = false) {
      const page = (await one<CustomerMoments>("customer_moments", "ann", "", { before, rows: 3 }))[0]!;
      expect(page.moments.length).toBeLessThanOrEqual(3);
      paged.push(...page.moments);
      before = page.before;
    }
    expect(paged).toEqual(whole.moments);
  });

  it("of whom nothing is stored is none", async () => {
    for (const name of ["customer", "customer_orders"]) expect(await one(name, "nobody")).toEqual([]);
    expect(await one("customer_moments", "nobody", "", { before: "", rows: 5 })).toEqual([
      { moments: [], before: "" },
    ]);
  });

  it.each([
    ["customer_moments", { before: "now", rows: 5 }],
    ["customer_moments", { before: "", rows: 5_000 }],
    ["customer", { guest: "yes" }],
    ["customer", { customer: "" }],
    ["customer", { customer: "x".repeat(513) }],
  ])("%s is not asked with %j", async (name, more) => {
    const { status, code } = await reader.ask(name, { source: "shop", customer: "ann", guest: "", ...more });
    expect([status, code]).toEqual([400, "bad_question"]);
  });
});
