import { describe, expect, it } from "vitest";
import { readJson } from "../../../src/collect/json.js";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../../src/event/enrich/event-row.js";
import type { Receipt } from "../../../src/event/enrich/receipt.js";

const RECEIVED = Date.parse("2026-03-01T12:00:00.000Z");
const receipt: Receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: RECEIVED };

/** The row by column names. */
function row(event: ValidEvent, more: Partial<Receipt> = {}): Record<string, unknown> {
  const values: unknown[] = JSON.parse(eventRow(event, { ...receipt, ...more }));
  expect(values).toHaveLength(EVENT_COLUMNS.length);
  return Object.fromEntries(EVENT_COLUMNS.map((column, place) => [column, values[place]]));
}

describe("eventRow", () => {
  it("reads an order's facts", () => {
    const event: ValidEvent = {
      type: "track",
      messageId: "m1",
      userId: "u1",
      anonymousId: "a1",
      event: "Order Completed",
      timestamp: "2026-03-01T11:00:00Z",
      properties: { order_id: 1001, revenue: 19.9, total: 25, currency: "usd" },
    };
    expect(row(event)).toMatchObject({
      kind: "order",
      order_step: "completed",
      order_id: "1001",
      order_value: "19.9",
      currency: "USD",
      source_currency: "EUR",
      timestamp: RECEIVED - 3_600_000,
      timestamp_rule: "sender",
      original_timestamp: "2026-03-01T11:00:00Z",
      is_test: false,
      key_kind: "server",
      is_bot: false,
    });
  });

  it.each([
    [{ revenue: 1, total: 2, value: 3 }, "1"],
    [{ revenue: null, total: 2, value: 3 }, "2"],
    [{ revenue: " ", value: 3 }, "3"],
    [{ revenue: "12,50" }, "12.50"],
    [{ revenue: "free", value: 3 }, null],
    [{ revenue: 0, total: 2 }, "0"],
    [{ products: [{ price: 2, quantity: 2 }] }, "4.000000"],
    [{ products: [{ product_id: "p", price: 5, qty: 2 }] }, "10.000000"],
    [{ products: [{ unit_price: 5, Quantity: "3" }] }, "15.000000"],
    [{ products: [{ price: 5, quantity: null, item_quantity: 4 }] }, "20.000000"],
    [{ products: [{ price: 5, quantity: 1, qty: 9 }] }, "5.000000"],
    [{}, null],
  ])("values an order of %j at %s", (properties, value) => {
    const event: ValidEvent = {
      type: "track",
      event: "purchase",
      properties: { transaction_id: "T1", ...properties },
    };
    expect(row(event)).toMatchObject({ order_id: "T1", order_step: "completed", order_value: value });
  });

  it.each([
    [{ total: 5, value: 9 }, "5"],
    [{ value: -9 }, "9"],
    [{ amount: "۱۲٫۵", revenue: 7 }, "12.5"],
    [{ revenue: 7 }, "7"],
    [{ items: [{ item_id: "p", price: 3, quantity: 2 }] }, "6.000000"],
    [{}, null],
  ])("reads the amount of a refund of %j as %s", (properties, value) => {
    const event: ValidEvent = {
      type: "track",
      event: "Order Refunded",
      properties: { order_id: "T1", ...properties },
    };
    expect(row(event)).toMatchObject({ order_step: "refunded", order_value: value });
  });

  it.each([
    [{ revenue: "free" }, "unreadable_value"],
    [{ revenue: "free", currency: "$" }, "unreadable_value"],
    [{ revenue: 5, currency: "$" }, "unreadable_currency"],
    [{ revenue: 5, currency: 978 }, "unreadable_currency"],
    [{ revenue: 5, currency: "EURO" }, "unreadable_currency"],
    [{ revenue: 5, currency: "XYZ" }, "unreadable_currency"],
    [{ revenue: 5, currencyCode: "EURO" }, "unreadable_currency"],
    [{ currency: "$" }, ""],
    [{ revenue: 5, currency: " eur\u200e" }, ""],
    [{ revenue: 5, currency: "" }, ""],
    [{ products: [{ price: "?" }] }, "unreadable_value"],
    [{ products: [{ price: 5, qty: "two" }] }, "unreadable_value"],
  ])("says what can't be read of %j: %s", (properties, problem) => {
    const event: ValidEvent = {
      type: "track",
      event: "Order Completed",
      properties: { order_id: "o", ...properties },
    };
    expect(row(event)).toMatchObject({ order_problem: problem });
  });

  it.each([
    [{ total: "?" }, "unreadable_value"],
    [{ total: { amount: 5 }, revenue: 5 }, "unreadable_value"],
    [{ items: [{ item_id: "p", quantity: 1 }] }, "unreadable_value"],
    [{ total: 5, currency: "US Dollar" }, "unreadable_currency"],
    [{ currency: "US Dollar" }, ""],
    [{ refund_amount: 20 }, "unreadable_value"],
    [{ amountRefunded: "20" }, "unreadable_value"],
    [{ subtotal: 20 }, "unreadable_value"],
    [{ partial: true }, "unreadable_value"],
    [{ partial: false, price: null, refund: " " }, ""],
    [{ total: 5, refund_amount: 20 }, ""],
  ])("a refund of %j is none of the whole order unless it tells nothing: %s", (properties, problem) => {
    const event: ValidEvent = {
      type: "track",
      event: "refund",
      properties: { order_id: "o", ...properties },
    };
    expect(row(event)).toMatchObject({ order_problem: problem });
  });

  it("knows a refund by its id, as text, and tomans by each of their names", () => {
    const event = (properties: object): ValidEvent => ({
      type: "track",
      event: "Order Refunded",
      properties: { order_id: "۱۰۰۱", total: 5, ...properties },
    });
    expect(row(event({ refund_id: " ۷ " }))).toMatchObject({ order_id: "1001", refund_id: "7" });
    expect(row(event({ refund_id: "null" }))).toMatchObject({ refund_id: "" });
    for (const name of ["currencyCode", "currency_code", "Currency"])
      expect(row(event({ [name]: "usd" }))).toMatchObject({ currency: "USD" });
    expect(row(event({ currency: "EUR", currencyCode: "USD" }))).toMatchObject({ currency: "EUR" });
    for (const currency of ["IRT ", "irt", "toman", "تومان", "\u200fتومان\u200f"])
      expect(row(event({ currency }))).toMatchObject({ currency: "IRT", order_value: "5" });
  });

  it.each([
    ["either", null],
    ["point", "1.234"],
    ["comma", "1234"],
  ] as const)('by a source\'s style %s reads "1.234" as %s', (decimal, value) => {
    const event: ValidEvent = {
      type: "track",
      event: "purchase",
      properties: { transaction_id: "T1", value: "1.234" },
    };
    expect(row(event, { decimal }).order_value).toBe(value);
  });

  it("keeps every field that was sent: known ones in their columns, others in extra", () => {
    const event = {
      type: "page",
      messageId: "m2",
      anonymousId: "a1",
      name: "Home",
      category: "Shop",
      properties: { path: "/" },
      context: { locale: "fa-IR" },
      integrations: { All: true },
      _metadata: { bundled: [] },
      channel: "web",
    } as ValidEvent;
    const columns = row(event);
    expect(columns).toMatchObject({ kind: "page", name: "Home", category: "Shop", event: "" });
    expect(JSON.parse(columns.properties as string)).toEqual({ path: "/" });
    expect(JSON.parse(columns.context as string)).toEqual({ locale: "fa-IR" });
    expect(JSON.parse(columns.extra as string)).toEqual({
      integrations: { All: true },
      _metadata: { bundled: [] },
      channel: "web",
    });
  });

  it("shares a batch's context, an event's own fields standing before it", () => {
    const context = row(
      { type: "track", event: "x", context: { locale: "fa" } },
      { batchContext: { locale: "en", app: 1 } },
    ).context;
    expect(JSON.parse(context as string)).toEqual({ locale: "fa", app: 1 });
  });

  it.each([[{ context: { test: true } }], [{ properties: { test: true } }]])("marks %j as a test", (part) => {
    expect(row({ type: "track", event: "x", ...part } as ValidEvent).is_test).toBe(true);
  });

  it("tells what kind of write key sent it, and whether a robot did", () => {
    const event: ValidEvent = { type: "page", messageId: "m1", anonymousId: "a1" };
    expect(row(event, { keyKind: "web", isBot: true })).toMatchObject({ key_kind: "web", is_bot: true });
  });

  it("names an event without a messageId by its content, whenever it is sent", () => {
    const event: ValidEvent = { type: "track", event: "x", userId: "u", properties: { a: 1 } };
    const first = row({ ...event, sentAt: "2026-01-01T00:00:00Z" }).message_id;
    expect(first).toMatch(/^content:[0-9a-f]{64}$/);
    expect(row({ ...event, sentAt: "2026-01-02T00:00:00Z" }, { receivedAt: RECEIVED + 1 }).message_id).toBe(
      first,
    );
    expect(row({ ...event, properties: { a: 2 } }).message_id).not.toBe(first);
  });

  it("keeps __proto__ and constructor as the data they are", () => {
    const { value } = readJson(
      '{"type":"track","event":"x","__proto__":{"a":1},"properties":{"__proto__":{"b":2}}}',
    );
    const columns = row(value as ValidEvent);
    expect(columns.extra).toBe('{"__proto__":{"a":1}}');
    expect(columns.properties).toBe('{"__proto__":{"b":2}}');
    expect(({} as Record<string, unknown>).b).toBeUndefined();
  });

  it("writes numbers back digit for digit, and uses them so in an order's id", () => {
    const text =
      '{"type":"track","event":"Order Completed","properties":{"order_id":9007199254740993,"big":1e400,"revenue":12.50}}';
    const { value, stringify } = readJson(text);
    const columns = row(value as ValidEvent, { stringify });
    expect(columns.order_id).toBe("9007199254740993");
    expect(columns.properties).toBe('{"order_id":9007199254740993,"big":1e400,"revenue":12.5}');
  });

  it("replaces a lone surrogate, which no UTF-8 can hold, in columns and keeps it escaped in JSON", () => {
    const columns = row({ type: "track", event: "x\ud800", userId: "u\udc00", properties: { a: "\ud800" } });
    expect(columns).toMatchObject({ event: "x\ufffd", user_id: "u\ufffd", properties: '{"a":"\\ud800"}' });
  });
});
