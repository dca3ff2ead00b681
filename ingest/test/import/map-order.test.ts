import { describe, expect, test } from "vitest";
import { createCounter } from "../../src/import/counter.js";
import { mapOrder, type TrackCall } from "../../src/import/map-order.js";
import { type Mapping, placeMapping } from "../../src/import/mapping.js";
import { createReadCell } from "../../src/import/read-cell.js";
import { readCondition } from "../../src/import/where.js";

const COLUMNS = ["invoice", "customer", "at", "value", "kind", "currency", "mail", "phone", "of"];
const NOW = Date.parse("2026-01-01");
const NAMED = { orderId: "invoice", customer: "customer", time: "at", value: "value" };
const MAPPING: Mapping = {
  event: "Order Completed",
  columns: NAMED,
  timeZone: "Europe/London",
  currency: "GBP",
  where: [],
  guests: "skip",
};
const ROW = ["536365", "17850", "2011-06-01 08:26:00", "139.120", "sale", "eur", "", "", ""];

const map = (
  changes: Record<number, string> = {},
  mapping: Partial<Mapping> = {},
  memory = { nth: createCounter() },
) => {
  const fields = ROW.map((field, place) => changes[place] ?? field);
  const placed = placeMapping({ ...MAPPING, ...mapping }, COLUMNS);
  const cell = createReadCell(placed, { decimal: "point", first: undefined }, NOW);
  return mapOrder([{ number: 1, fields, fraction: 1 }], placed, cell, memory);
};

function callOf(mapped: ReturnType<typeof mapOrder>): TrackCall {
  if (mapped.kind !== "events") throw new Error(`no event but ${JSON.stringify(mapped)}`);
  return mapped.calls[0]!;
}

const IN_COLUMN = { columns: { ...NAMED, currency: "currency" } };

describe("a row of a shop's export", () => {
  test("becomes the event of its order", () => {
    expect(callOf(map())).toEqual({
      type: "track",
      event: "Order Completed",
      messageId: expect.stringMatching(/^import:[0-9a-f]{40}$/),
      timestamp: new Date("2011-06-01T07:26:00.000Z"),
      userId: "17850",
      properties: { order_id: "536365", revenue: 139.12, currency: "GBP" },
      context: { import: { content: expect.stringMatching(/^[0-9a-f]{16}$/) } },
    });
  });

  test("keeps its message id, whatever else of the row is mended", () => {
    const { messageId } = callOf(map());
    expect(callOf(map({ 1: "1", 2: "2011-06-02", 3: "1" })).messageId).toBe(messageId);
    expect(callOf(map({ 0: "536366" })).messageId).not.toBe(messageId);
  });

  test("several refunds of one order are several events", () => {
    const refund = { event: "Order Refunded" } as const;
    const first = callOf(map({}, refund));
    const memory = { nth: createCounter() };
    const equal = [callOf(map({}, refund, memory)), callOf(map({}, refund, memory))];
    expect(equal[0]!.messageId).toBe(first.messageId);
    expect(equal[1]!.messageId).not.toBe(first.messageId);
    expect(first.properties).toEqual({ order_id: "536365", total: 139.12, currency: "GBP" });
    expect(callOf(map({ 2: "2011-06-02" }, refund)).messageId).not.toBe(first.messageId);
    expect(callOf(map({}, refund)).messageId).toBe(first.messageId);
  });

  test("names its own currency where a column says so", () => {
    expect(callOf(map({}, IN_COLUMN)).properties).toMatchObject({ currency: "EUR" });
    const unsaid = callOf(map({ 5: "" }, { ...IN_COLUMN, currency: undefined }));
    expect(unsaid.properties).toEqual({ order_id: "536365", revenue: 139.12 });
    expect(map({ 5: "€" }, IN_COLUMN)).toMatchObject({ kind: "rejected" });
  });

  test("keeps every digit of its value", () => {
    expect(callOf(map({ 3: "8911407.904" })).properties).toMatchObject({ revenue: 8911407.904 });
    expect(callOf(map({ 3: "12345678901234567.89" })).properties).toMatchObject({
      revenue: "12345678901234567.89",
    });
  });

  test("without a customer is left out, or a guest of its own", () => {
    expect(map({ 1: " " })).toEqual({ kind: "guest" });
    const guest = callOf(map({ 1: "" }, { guests: "by-order" }));
    expect(guest.anonymousId).toBe("guest:536365");
    expect(guest.userId).toBeUndefined();
  });

  test("that names nobody but an address or a phone number is a guest's, known by it", () => {
    const who = { columns: { ...NAMED, email: "mail", phone: "phone" } };
    expect(callOf(map({ 1: "", 6: "Ann@Shop.Example" }, who)).anonymousId).toBe("email:ann@shop.example");
    expect(callOf(map({ 1: "NULL", 7: "۰۹۱۲ ۱۲۳ ۴۵۶۷" }, who)).anonymousId).toBe("phone:+989121234567");
    expect(map({ 1: "17850", 6: "a@b.example" }, who)).toMatchObject({
      who: { userId: "17850", asGuest: "email:a@b.example", traits: { email: "a@b.example" } },
    });
    expect(map({ 1: "", 6: "no address" }, who)).toMatchObject({ kind: "rejected" });
  });

  test("with a negative value is a refund of the order that it names", () => {
    const credit = callOf(map({ 0: "C1", 3: "-50", 8: "536365" }, { columns: { ...NAMED, refundOf: "of" } }));
    expect(credit).toMatchObject({
      event: "Order Refunded",
      properties: { order_id: "536365", refund_id: "C1", total: 50 },
    });
    expect(callOf(map({ 0: "C1", 3: "-50" }))).toMatchObject({
      event: "Order Refunded",
      properties: { order_id: "C1", total: 50 },
    });
  });

  test.each(["NULL", "\\N", "nan", "undefined", "[object Object]", "\u200e"])(
    "has no order id in %j",
    (id) => {
      expect(map({ 0: id })).toEqual({ kind: "rejected", reason: "it has no order id" });
    },
  );

  test.each<[string, Record<number, string>]>([
    ["no order id", { 0: " " }],
    ['time "soon" can\'t be read', { 2: "soon" }],
    ["is in the future", { 2: "2026-01-02" }],
    ["before 1900", { 2: "1899-12-31" }],
    ["was rounded by a spreadsheet", { 0: "1.23E+12" }],
    ["was rounded by a spreadsheet", { 0: "1,23457e+15" }],
    ["was rounded by a spreadsheet", { 1: "9E+15" }],
    ["was damaged by an earlier program", { 0: "\uFFFD\uFFFD" }],
    ["value is empty", { 3: "" }],
    ['value "12 EUR" is not a number', { 3: "12 EUR" }],
    ["longer than 512", { 0: "x".repeat(513) }],
  ])("is rejected with its reason: %s", (reason, changes) => {
    expect(map(changes)).toEqual({ kind: "rejected", reason: expect.stringContaining(reason) });
  });

  test("of the wrong length is rejected", () => {
    const placed = placeMapping(MAPPING, COLUMNS);
    const cell = createReadCell(placed, { decimal: undefined, first: undefined }, NOW);
    const rows = [{ number: 7, fields: ROW.slice(1), fraction: 1 }];
    expect(mapOrder(rows, placed, cell, { nth: createCounter() })).toEqual({
      kind: "rejected",
      reason: "row 7 has 8 fields, the header has 9",
    });
  });
});

describe("a mapping that can't be", () => {
  const place =
    (changes: Partial<Mapping>, columns = COLUMNS) =>
    () =>
      placeMapping({ ...MAPPING, ...changes }, columns);

  test("names the missing columns and those that are there", () => {
    expect(place({ columns: { ...NAMED, orderId: "id", time: "when" } })).toThrow(
      'no column "id", "when". Its columns are: invoice, customer, at, value, kind, currency, mail, phone, of.',
    );
    expect(place({ where: [readCondition("type=x")] })).toThrow('"type"');
  });

  test("says what to give instead", () => {
    expect(place({ timeZone: "London" })).toThrow("IANA name");
    expect(place({ currency: "pounds" })).toThrow("ISO 4217");
    const { value: _, ...withoutValue } = NAMED;
    expect(place({ columns: withoutValue })).toThrow("--value");
    expect(place({ columns: withoutValue, event: "Order Cancelled" })).not.toThrow();
    expect(place({ columns: { orderId: "invoice", time: "at", value: "value" } })).toThrow("--email");
  });

  test("finds a column in any case, and asks which of two is meant", () => {
    const columns = ["Invoice", " CUSTOMER", "at", "value", "value"];
    expect(place({}, columns)).toThrow("#4 or #5");
    expect(place({ columns: { ...NAMED, value: "#5" } }, columns)().places).toMatchObject({
      orderId: 0,
      customer: 1,
      value: 4,
    });
  });
});
