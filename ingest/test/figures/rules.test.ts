import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import type { Receipt } from "../../src/event/enrich/receipt.js";
import { joinedUsers } from "../../src/people/identity/joined-users.js";
import { ORDER_WORDS, type OrdersFrom, type OrderWord, type ZeroOrders } from "../../src/sources/source.js";
import { tellSources } from "../../src/sources/tell-sources.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

let folder: string;
let warehouse: Warehouse;
let shops = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-rules-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const RECEIVED = Date.UTC(2026, 0, 1);
const on = (day: string) => `2025-${day}T12:00:00Z`;

/** Stores events of a shop of their own, and gives its orders and its figures of 2025. */
async function shop(...events: Told[]) {
  const source = await store(events);
  return figures(source);
}

/** An event, and how it came. */
type Told = Partial<ValidEvent> & { readonly receipt?: Partial<Receipt> };

async function store(events: readonly Told[]): Promise<string> {
  shops += 1;
  const source = `shop${shops}`;
  const rows = events.map(({ receipt, ...event }, place) =>
    eventRow({ type: "track", messageId: `m${place}`, ...event } as ValidEvent, {
      sourceId: source,
      sourceCurrency: "EUR",
      receivedAt: RECEIVED + place,
      ...receipt,
    }),
  );
  for (const row of rows) {
    await warehouse.insert("event_rows", EVENT_COLUMNS, [row]);
    await joinedUsers(warehouse).stored([row]);
  }
  return source;
}

async function figures(source: string) {
  const year = `source = '${source}', since = '2025-01-01', until = '2026-01-01', time_zone = 'UTC'`;
  const rowsOf = (select: string) => warehouse.query<Record<string, unknown>>(select);
  return {
    orders: await rowsOf(`SELECT * FROM orders WHERE source_id = '${source}' ORDER BY order_id`),
    repeat: (await rowsOf(`SELECT * FROM repeat_customer_rate(${year})`))[0],
    frequency: (await rowsOf(`SELECT * FROM purchase_frequency(${year})`))[0],
    values: await rowsOf(`SELECT * FROM average_order_value(${year}) ORDER BY currency`),
    unbelieved: await rowsOf(
      `SELECT reason, order_id, order_step FROM unbelieved_orders WHERE source_id = '${source}' ORDER BY timestamp`,
    ),
    months: await rowsOf(`SELECT * FROM retention_rate(${year}, period = 'month') ORDER BY period_start`),
  };
}

const order = (event: string, day: string, properties: object, more: object = {}) => ({
  event,
  timestamp: on(day),
  userId: "u1",
  properties: { order_id: "o1", ...properties },
  ...more,
});

it("an order told of by a reloaded page and by the backend is one order, dated by the first", async () => {
  const { orders, frequency } = await shop(
    order("Order Completed", "03-02", { revenue: 10 }, { userId: null, anonymousId: "a1" }),
    order("Order Completed", "03-03", { revenue: 10 }, { userId: null, anonymousId: "a1" }),
    order("Order Completed", "03-01", { revenue: 10 }),
  );
  expect(orders).toMatchObject([{ customer_id: "u1", ordered_at: "2025-03-01 12:00:00.000", value: 10 }]);
  expect(frequency).toMatchObject({ customers: 1, orders: 1, purchase_frequency: 1 });
});

it("an update replaces the value, in whatever order it arrives, and does not move the order", async () => {
  const { orders, values } = await shop(
    order("Order Updated", "03-05", { revenue: 8 }),
    order("Order Updated", "03-04", { revenue: 9 }),
    order("Order Completed", "03-01", { revenue: 10 }),
    order("Order Updated", "03-06", {}),
  );
  expect(orders).toMatchObject([{ ordered_at: "2025-03-01 12:00:00.000", value: 8 }]);
  expect(values).toMatchObject([{ orders: 1, revenue: 8 }]);
});

it("an order without a completion is none", async () => {
  const { orders } = await shop(order("Order Updated", "03-05", { revenue: 8 }));
  expect(orders).toEqual([]);
});

it("a cancelled order leaves orders, revenue and customers, and no update brings it back", async () => {
  const { orders, repeat, values } = await shop(
    order("Order Completed", "03-01", { revenue: 10 }),
    order("Order Refunded", "03-01", { total: 4 }),
    order("Order Cancelled", "03-02", {}),
    order("Order Updated", "03-03", { revenue: 12 }),
  );
  expect(orders).toMatchObject([{ is_cancelled: 1, is_counted: 0, uncounted: "cancelled" }]);
  expect(repeat).toEqual({ customers: 0, repeat_customers: 0, repeat_customer_rate: null });
  expect(values).toEqual([]);
});

it.each([
  [["Completed", "Cancelled", "Completed", "Updated"], true],
  [["Completed", "Cancelled", "Completed", "Cancelled"], false],
  [["Cancelled", "Completed"], true],
])("the last word by event time says whether an order was cancelled: %j", async (steps, isCounted) => {
  const events = steps.map((step, place) => order(`Order ${step}`, `03-0${place + 1}`, { revenue: 60 }));
  for (const told of [events, [...events].reverse()]) {
    const { orders } = await shop(...told);
    const first = 1 + steps.indexOf("Completed");
    const ordered_at = `2025-03-0${first} 12:00:00.000`;
    expect(orders).toMatchObject([
      { ordered_at, is_counted: Number(isCounted), is_cancelled: Number(!isCounted) },
    ]);
  }
});

it("a refund is dated on itself; one without an amount gives back what is left", async () => {
  const { values, orders } = await shop(
    order("Order Completed", "03-01", { revenue: 10 }),
    order("Order Refunded", "04-01", { total: 4 }),
    order("Order Refunded", "05-01", {}),
    order("Order Refunded", "06-01", { total: 100 }),
  );
  expect(values).toMatchObject([
    {
      orders: 1,
      revenue: 10,
      refunds: 10,
      net_revenue: 0,
      average_order_value: 10,
      net_average_order_value: 0,
    },
  ]);
  expect(orders).toMatchObject([{ refunded: 10, net_value: 0 }]);
});

it("a full refund of an order below zero gives back nothing", async () => {
  const { orders } = await shop(
    order("Order Completed", "03-01", { revenue: -5 }),
    order("Order Refunded", "03-02", {}),
  );
  expect(orders).toMatchObject([{ value: -5, refunded: 0, is_counted: 0, is_without_value: 1 }]);
});

it("a value that can't be read is never replaced by an older one, and counts when it can be read", async () => {
  const told = [
    order("Order Completed", "03-01", { revenue: 10 }),
    order("Order Updated", "03-02", { revenue: "1,000", total: 5 }),
  ];
  const unread = await shop(...told);
  expect(unread.orders).toMatchObject([{ value: null, is_counted: 0, uncounted: "unreadable_value" }]);
  const { orders } = await shop(...told, order("Order Updated", "03-03", { revenue: "1,000.00" }));
  expect(orders).toMatchObject([{ value: 1000, is_counted: 1, uncounted: "" }]);
});

it("value and currency are one fact: never the value of one word and the currency of another", async () => {
  const { orders } = await shop(
    order("Order Completed", "03-01", { revenue: 100, currency: "USD" }),
    order("Order Completed", "03-02", { revenue: 92 }),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 100, currency: "USD" }),
    order("Order Updated", "03-02", { order_id: "o2", currency: "GBP" }),
    order("Order Completed", "03-01", { order_id: "o3", revenue: 100, currency: "USD" }),
    order("Order Completed", "03-01", { order_id: "o3", revenue: 92, currency: "GBP" }),
    order("Order Completed", "03-01", { order_id: "o4", revenue: 100, currency: "GBP" }),
    order("Order Completed", "03-01", { order_id: "o4", revenue: 92, currency: "USD" }),
  );
  expect(orders.map(({ value, currency }) => `${value} ${currency}`)).toEqual([
    "92 EUR",
    "100 USD",
    "100 USD",
    "100 GBP",
  ]);
});

it("tomans are rials by ten, in orders and refunds; a currency that can't be read is nobody's", async () => {
  const { orders, values } = await shop(
    order("Order Completed", "03-01", { revenue: 50_000, currency: "تومان" }),
    order("Order Refunded", "03-02", { total: 20_000 }),
    order("Order Refunded", "03-03", { total: 100_000, currency: "IRR" }),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 20, currency: "$" }),
  );
  expect(orders).toMatchObject([
    { currency: "IRR", value: 500_000, refunded: 300_000 },
    { currency: "", value: null, is_counted: 0, uncounted: "unreadable_currency" },
  ]);
  expect(values).toMatchObject([{ currency: "IRR", orders: 1, revenue: 500_000, refunds: 300_000 }]);
});

it("a refund that is told twice is one, of its first time and its last amount", async () => {
  const { orders } = await shop(
    order("Order Completed", "03-01", { revenue: 100 }),
    order("Order Refunded", "03-02", { total: 30, refund_id: "r1" }),
    order("Order Refunded", "03-03", { total: 30, refund_id: "R1" }),
    order("Order Refunded", "03-04", { total: 20, refund_id: " r1" }),
    order("Order Refunded", "03-04", { total: 5 }),
    order("Order Refunded", "03-04", { total: 5 }),
  );
  expect(orders).toMatchObject([{ refunded: 60, refund_count: 4 }]);
});

it("a refund in another currency, or that can't be read, is shown and not subtracted", async () => {
  const source = await store([
    order("Order Completed", "03-01", { revenue: 100 }),
    order("Order Refunded", "03-02", { total: 20, currency: "USD" }),
    order("Order Refunded", "03-03", { total: "1,000" }),
    order("Order Refunded", "03-04", { total: { amount: "12.50" } }),
    order("Order Refunded", "03-05", { total: 7, currency: "$" }),
    order("Order Refunded", "03-06", { order_id: "o9", total: 9 }, { userId: "u9" }),
    order("Order Refunded", "03-07", { order_id: "o9" }, { userId: "u9" }),
  ]);
  const { orders } = await figures(source);
  expect(orders).toMatchObject([{ order_id: "o1", refunded: 0, net_value: 100 }]);
  const refundsOf = () =>
    warehouse.query(`SELECT order_id, customer_id, amount, currency, reason FROM unmatched_refunds(
      source = '${source}', since = '2025-03-01', until = '2025-04-01', time_zone = 'UTC') ORDER BY refunded_at`);
  const lone = { order_id: "o9", customer_id: "u9", currency: "EUR", reason: "no_order" };
  expect(await refundsOf()).toMatchObject([
    { order_id: "o1", customer_id: "u1", amount: 20, currency: "USD", reason: "other_currency" },
    { amount: null, reason: "unreadable_value" },
    { amount: null, reason: "unreadable_value" },
    { amount: 7, currency: "", reason: "unreadable_currency" },
    { ...lone, amount: 9 },
    { ...lone, amount: null },
  ]);
  const late = order("Order Completed", "03-08", { order_id: "o9", revenue: 50 }, { userId: "u9" });
  const row = { sourceId: source, sourceCurrency: "EUR", receivedAt: RECEIVED };
  await warehouse.insert("event_rows", EVENT_COLUMNS, [
    eventRow({ type: "track", messageId: "late", ...late } as ValidEvent, row),
  ]);
  expect(await refundsOf()).toHaveLength(4);
  expect((await figures(source)).orders).toMatchObject([{}, { order_id: "o9", refunded: 50 }]);
});

it("a source chooses whether orders of value zero are purchases; those below and those unknown never are", async () => {
  const source = await store([
    order("Order Completed", "03-01", { revenue: 0 }),
    order("Order Completed", "03-01", { order_id: "o2", revenue: -1 }),
    order("Order Completed", "03-01", { order_id: "o3" }),
    order("Order Completed", "03-01", { order_id: "o4", revenue: 10 }),
  ]);
  const choose = (zeroOrders: ZeroOrders, now: number) =>
    tellSources(warehouse, [{ id: source, currency: "EUR", timeZone: "UTC", zeroOrders }], now);
  expect((await figures(source)).frequency).toMatchObject({ orders: 1, orders_without_value: 3 });
  await choose("counted", 1);
  expect((await figures(source)).frequency).toMatchObject({ orders: 2, orders_without_value: 2 });
  expect((await figures(source)).orders[0]).toMatchObject({ value: 0, is_counted: 1, uncounted: "" });
  await choose("ignored", 2);
  expect((await figures(source)).frequency).toMatchObject({ orders: 1, orders_without_value: 3 });
});

it("orders of no or of unknown value are shown in a count of their own", async () => {
  const { frequency } = await shop(
    order("Order Completed", "03-01", { revenue: 0 }),
    order("Order Completed", "03-01", { order_id: "o2", revenue: "free" }),
    order("Order Completed", "03-01", { order_id: "o3", revenue: 1 }),
  );
  expect(frequency).toMatchObject({ customers: 1, orders: 1, orders_without_value: 2 });
});

it("test orders are kept and never counted", async () => {
  const { orders, frequency } = await shop(
    order("Order Completed", "03-01", { revenue: 1, test: true }),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 1 }, { context: { test: true } }),
  );
  expect(orders).toMatchObject([{ is_test: 1 }, { is_test: 1 }]);
  expect(frequency).toMatchObject({ customers: 0, orders: 0, orders_without_value: 0 });
});

it("what robots say of orders is not heard, and can be counted", async () => {
  const { orders, unbelieved } = await shop(
    order("Order Completed", "03-01", { revenue: 10 }, { receipt: { keyKind: "web" } }),
    order("Order Cancelled", "03-02", {}, { receipt: { keyKind: "web", isBot: true } }),
    order(
      "Order Completed",
      "03-03",
      { order_id: "o2", revenue: 5 },
      { receipt: { keyKind: "web", isBot: true } },
    ),
  );
  expect(orders).toMatchObject([{ order_id: "o1", is_counted: 1 }]);
  expect(unbelieved).toEqual([
    { reason: "bot", order_id: "o1", order_step: "cancelled" },
    { reason: "bot", order_id: "o2", order_step: "completed" },
  ]);
});

it("a server's key is no robot's, also in rows of an earlier release that judged its user agent", async () => {
  const { orders, unbelieved } = await shop(
    order("Order Completed", "03-01", { revenue: 10 }, { receipt: { keyKind: "server", isBot: true } }),
  );
  expect(orders).toMatchObject([{ order_id: "o1", is_counted: 1 }]);
  expect(unbelieved).toEqual([]);
});

it("a source that takes orders from servers alone hears no page, and figures restate when it changes its mind", async () => {
  const web: Pick<Told, "receipt"> = { receipt: { keyKind: "web" } };
  const source = await store([
    order("Order Completed", "03-01", { revenue: 99 }, web),
    order("Order Completed", "03-02", { revenue: 10 }),
    order("Order Updated", "03-03", { revenue: 1 }, web),
    order("Order Refunded", "03-04", { total: 4 }, web),
    order("Order Cancelled", "03-05", {}, web),
    order("Order Completed", "03-06", { order_id: "o2", revenue: 5 }, web),
  ]);
  const ordersFrom = (choice: OrdersFrom, now: number) =>
    tellSources(warehouse, [{ id: source, currency: "EUR", timeZone: "UTC", ordersFrom: choice }], now);
  const believed = {
    order_id: "o1",
    ordered_at: "2025-03-02 12:00:00.000",
    value: 10,
    refunded: 0,
    is_counted: 1,
  };

  expect((await figures(source)).orders).toMatchObject([believed, { order_id: "o2", value: 5 }]);
  await ordersFrom("server", 1);
  const strict = await figures(source);
  expect(strict.orders).toMatchObject([believed]);
  expect(strict.unbelieved.map(({ reason, order_id }) => `${reason} ${order_id}`)).toEqual([
    ...Array<string>(4).fill("web_key o1"),
    "web_key o2",
  ]);
  await ordersFrom("any", 2);
  const lenient = await figures(source);
  expect(lenient.orders).toMatchObject([believed, { order_id: "o2", value: 5 }]);
  expect(lenient.unbelieved).toEqual([]);
});

it("a server's word on an order outranks a page's, whatever times they name", async () => {
  const web: Pick<Told, "receipt"> = { receipt: { keyKind: "web" } };
  const { orders } = await shop(
    // backdates, revalues, cancels, refunds and makes a test of what a server told
    order("Order Completed", "01-01", { revenue: 1 }, web),
    order("Order Completed", "03-02", { revenue: 10 }),
    order("Order Updated", "03-03", { revenue: 1_000_000 }, web),
    order("Order Cancelled", "03-04", {}, web),
    order("Order Refunded", "03-05", {}, web),
    order("Order Updated", "03-06", { test: true }, web),
    // a thank-you page that is opened again after the shop has cancelled
    order("Order Completed", "03-02", { order_id: "o2", revenue: 20 }),
    order("Order Cancelled", "03-03", { order_id: "o2" }),
    order("Order Completed", "03-04", { order_id: "o2", revenue: 20 }, web),
    // what a server did not tell, a page may
    order("Order Refunded", "03-03", { order_id: "o3", total: 1 }),
    order("Order Completed", "03-02", { order_id: "o3", revenue: 30 }, web),
    // and all of it where no server told of the order
    order("Order Completed", "03-02", { order_id: "o4", revenue: 40 }, web),
    order("Order Cancelled", "03-03", { order_id: "o4" }, web),
  );
  expect(orders).toMatchObject([
    {
      order_id: "o1",
      ordered_at: "2025-03-02 12:00:00.000",
      value: 10,
      refunded: 0,
      is_counted: 1,
      is_cancelled: 0,
    },
    { order_id: "o2", is_cancelled: 1, is_counted: 0 },
    { order_id: "o3", value: 30, refunded: 1, is_counted: 1 },
    { order_id: "o4", is_cancelled: 1 },
  ]);
});

it("a page that takes a server's message id does not push the server's word aside", async () => {
  const pushed = (receivedAt: number) =>
    order(
      "Order Completed",
      "03-01",
      { revenue: 1 },
      { messageId: "m", receipt: { keyKind: "web", receivedAt } },
    );
  const { orders } = await shop(
    pushed(RECEIVED - 5),
    order("Order Completed", "03-02", { revenue: 10 }, { messageId: "m" }),
    pushed(RECEIVED + 5),
  );
  expect(orders).toMatchObject([{ ordered_at: "2025-03-02 12:00:00.000", value: 10 }]);
});

it("currencies are never added together, and an order that names none has its source's", async () => {
  const { values } = await shop(
    order("Order Completed", "03-01", { revenue: 0.1 }),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 0.2 }),
    order("Order Completed", "03-01", { order_id: "o3", revenue: 5, currency: "usd" }),
  );
  expect(values).toMatchObject([
    { currency: "EUR", orders: 2, revenue: 0.3, average_order_value: 0.15 },
    { currency: "USD", orders: 1, revenue: 5 },
  ]);
});

it("a visitor who logs in later is one customer with all they did before", async () => {
  const { repeat } = await shop(
    order("Order Completed", "03-01", { revenue: 1 }, { userId: null, anonymousId: "a1" }),
    order("Order Completed", "04-01", { order_id: "o2", revenue: 1 }),
    { type: "identify", timestamp: on("05-01"), userId: "u1", anonymousId: "a1" },
  );
  expect(repeat).toMatchObject({ customers: 1, repeat_customers: 1, repeat_customer_rate: 100 });
});

it("two people on one device are two, and its earlier guest is the first of them", async () => {
  const { orders } = await shop(
    order("Order Completed", "03-01", { revenue: 1 }, { userId: null, anonymousId: "a1" }),
    { type: "identify", timestamp: on("04-01"), userId: "u1", anonymousId: "a1" },
    { type: "identify", timestamp: on("05-01"), userId: "u2", anonymousId: "a1" },
    order("Order Completed", "05-02", { order_id: "o2", revenue: 1 }, { userId: "u2", anonymousId: "a1" }),
  );
  expect(orders).toMatchObject([{ customer_id: "u1" }, { customer_id: "u2" }]);
});

it("aliases are followed, and one in a circle harms nothing", async () => {
  const alias = (previousId: string, userId: string, day: string) => ({
    type: "alias" as const,
    previousId,
    userId,
    timestamp: on(day),
  });
  const { orders } = await shop(
    order("Order Completed", "03-01", { revenue: 1 }, { userId: "app-1" }),
    alias("app-1", "web-1", "03-02"),
    alias("web-1", "crm-1", "03-03"),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 1 }, { userId: "x" }),
    alias("x", "y", "03-02"),
    alias("y", "x", "03-03"),
  );
  expect(orders).toMatchObject([{ customer_id: "crm-1" }, { customer_id: "x" }]);
});

it("a customer who was away for a month is won back, and counts as gained", async () => {
  const { months } = await shop(
    order("Order Completed", "01-10", { revenue: 1 }),
    order("Order Completed", "03-10", { order_id: "o2", revenue: 1 }),
    order("Order Completed", "02-10", { order_id: "o3", revenue: 1 }, { userId: "u2" }),
  );
  expect(months.slice(0, 4)).toMatchObject([
    { period_start: "2025-01-01", customers_at_start: 0, customers_at_end: 1, retention_rate: null },
    {
      period_start: "2025-02-01",
      customers_at_start: 1,
      first_time_customers: 1,
      retained_customers: 0,
      retention_rate: 0,
    },
    {
      period_start: "2025-03-01",
      customers_at_start: 1,
      won_back_customers: 1,
      lapsed_customers: 1,
      churn_rate: 100,
    },
    { period_start: "2025-04-01", customers_at_start: 1, customers_at_end: 0, retention_rate: 0 },
  ]);
});

it("a source chooses what pages may tell of orders, and figures restate when it changes its mind", async () => {
  const web: Pick<Told, "receipt"> = { receipt: { keyKind: "web" } };
  const source = await store([
    order("Order Completed", "03-01", { revenue: 10 }, web),
    order("Order Updated", "03-02", { revenue: 99 }, web),
    order("Order Refunded", "03-03", { total: 4 }, web),
    order("Order Updated", "03-04", { test: true }, web),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 20 }),
    order("Order Completed", "03-01", { order_id: "o3", revenue: 30 }, web),
    order("Order Cancelled", "03-05", { order_id: "o3" }, web),
  ]);
  const pagesTell = async (words: readonly OrderWord[], now: number) => {
    await tellSources(warehouse, [{ id: source, currency: "EUR", timeZone: "UTC", pagesTell: words }], now);
    const { orders, unbelieved } = await figures(source);
    return {
      orders: orders.map((row) => [row.order_id, row.value, row.refunded, row.is_counted]),
      unbelieved: unbelieved.map((row) => `${row.order_id} ${row.order_step}`),
    };
  };
  expect(await pagesTell(ORDER_WORDS, 1)).toEqual({
    orders: [
      ["o1", 99, 4, 0],
      ["o2", 20, 0, 1],
      ["o3", 30, 0, 0],
    ],
    unbelieved: [],
  });
  expect(await pagesTell(["completed"], 2)).toEqual({
    orders: [
      ["o1", 10, 0, 1],
      ["o2", 20, 0, 1],
      ["o3", 30, 0, 1],
    ],
    unbelieved: ["o1 updated", "o1 refunded", "o1 updated", "o3 cancelled"],
  });
  expect((await pagesTell(["completed", "updated", "cancelled"], 3)).orders).toEqual([
    ["o1", 99, 0, 1],
    ["o2", 20, 0, 1],
    ["o3", 30, 0, 0],
  ]);
  expect((await pagesTell([], 4)).orders).toEqual([["o2", 20, 0, 1]]);
  expect(
    await warehouse.query(
      `SELECT reason, toUInt32(count) AS count FROM uncounted_orders(source = '${source}', since = '', until = '', time_zone = 'UTC')`,
    ),
  ).toEqual([{ reason: "not_believed", count: 2 }]);
});

it("what was in an order is what a server told, where one did, whatever a page tells later", async () => {
  const web: Pick<Told, "receipt"> = { receipt: { keyKind: "web" } };
  const products = (id: string, price: number) => ({ products: [{ product_id: id, price, quantity: 1 }] });
  const source = await store([
    order("Order Completed", "03-01", { revenue: 10, ...products("tea", 10) }),
    order("Order Updated", "03-05", { revenue: 10, ...products("gold", 1_000) }, web),
    order("Order Completed", "03-01", { order_id: "o2", revenue: 5 }),
    order("Order Completed", "03-01", { order_id: "o2", ...products("cup", 5) }, web),
  ]);
  expect(
    await warehouse.query(
      `SELECT product_id, toFloat64(revenue) AS revenue FROM product_performance(source = '${source}', since = '',
         until = '', time_zone = 'UTC', currency = '') WHERE revenue > 0 ORDER BY product_id`,
    ),
  ).toEqual([
    { product_id: "cup", revenue: 5 },
    { product_id: "tea", revenue: 10 },
  ]);
});
