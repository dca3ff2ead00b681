import { describe, expect, test } from "vitest";
import { mapRow } from "../../src/import/map-row.js";
import { type Mapping, placeMapping } from "../../src/import/mapping.js";
import { readCondition } from "../../src/import/where.js";

const COLUMNS = ["invoice", "customer", "at", "value", "kind", "currency"];
const NOW = Date.parse("2026-01-01");
const MAPPING: Mapping = {
  event: "Order Completed",
  orderId: "invoice",
  customer: "customer",
  time: "at",
  value: "value",
  timeZone: "Europe/London",
  currency: "GBP",
  where: [readCondition("kind=sale")],
  guests: "skip",
};
const ROW = ["536365", "17850", "2011-06-01 08:26:00", "139.120", "sale", "eur"];

const map = (changes: Record<number, string> = {}, mapping: Partial<Mapping> = {}) =>
  mapRow(
    ROW.map((field, place) => changes[place] ?? field),
    placeMapping({ ...MAPPING, ...mapping }, COLUMNS),
    NOW,
  );

function callOf(mapped: ReturnType<typeof mapRow>) {
  if (mapped.kind !== "event") throw new Error(`no event but ${JSON.stringify(mapped)}`);
  return mapped.call;
}

describe("a row of a shop's export", () => {
  test("becomes the event of its order", () => {
    expect(callOf(map())).toEqual({
      type: "track",
      event: "Order Completed",
      messageId: expect.stringMatching(/^import:[0-9a-f]{40}$/),
      timestamp: new Date("2011-06-01T07:26:00.000Z"),
      userId: "17850",
      properties: { order_id: "536365", revenue: 139.12, currency: "GBP" },
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
    expect(first.properties).toEqual({ order_id: "536365", total: 139.12, currency: "GBP" });
    expect(callOf(map({ 2: "2011-06-02" }, refund)).messageId).not.toBe(first.messageId);
    expect(callOf(map({}, refund)).messageId).toBe(first.messageId);
  });

  test("names its own currency where a column says so", () => {
    expect(callOf(map({}, { currencyColumn: "currency" })).properties).toMatchObject({ currency: "EUR" });
    expect(map({ 5: "€" }, { currencyColumn: "currency" })).toMatchObject({ kind: "rejected" });
  });

  test("keeps every digit of its value", () => {
    expect(callOf(map({ 3: "8911407.904" })).properties).toMatchObject({ revenue: 8911407.904 });
    expect(callOf(map({ 3: "12345678901234567.89" })).properties).toMatchObject({
      revenue: "12345678901234567.89",
    });
    expect(callOf(map({ 3: "-5" })).properties).toMatchObject({ revenue: -5 });
  });

  test("without a customer is left out, or a guest of its own", () => {
    expect(map({ 1: " " })).toEqual({ kind: "guest" });
    const guest = callOf(map({ 1: "" }, { guests: "by-order" }));
    expect(guest.anonymousId).toBe("guest:536365");
    expect(guest.userId).toBeUndefined();
  });

  test("that was not asked for is left out before anything else is looked at", () => {
    expect(map({ 4: "cancellation", 0: "", 3: "none" })).toEqual({ kind: "filtered" });
  });

  test.each<[string, Record<number, string>]>([
    ["no order id", { 0: " " }],
    ['time "soon" can\'t be read', { 2: "soon" }],
    ["lies in the future", { 2: "2026-01-02" }],
    ["before 1900", { 2: "1899-12-31" }],
    ['value "12,50" is not a number', { 3: "12,50" }],
    ['value "" is not a number', { 3: "" }],
    ['value "1e3" is not a number', { 3: "1e3" }],
    ["longer than 512", { 0: "x".repeat(513) }],
  ])("is rejected with its reason: %s", (reason, changes) => {
    expect(map(changes)).toEqual({ kind: "rejected", reason: expect.stringContaining(reason) });
  });

  test("of the wrong length is rejected", () => {
    const mapped = mapRow(ROW.slice(1), placeMapping(MAPPING, COLUMNS), NOW);
    expect(mapped).toEqual({ kind: "rejected", reason: "it has 5 fields, the header has 6" });
  });
});

describe("a mapping that can't be", () => {
  test("names the missing columns and those that are there", () => {
    expect(() => placeMapping({ ...MAPPING, orderId: "id", time: "when" }, COLUMNS)).toThrow(
      'no column "id", "when". Its columns are: invoice, customer, at, value, kind, currency.',
    );
    expect(() => placeMapping({ ...MAPPING, where: [readCondition("type=x")] }, COLUMNS)).toThrow('"type"');
  });

  test("says what to give instead", () => {
    expect(() => placeMapping({ ...MAPPING, timeZone: "London" }, COLUMNS)).toThrow("IANA name");
    expect(() => placeMapping({ ...MAPPING, currency: "pounds" }, COLUMNS)).toThrow("ISO 4217");
    const { value: _, ...withoutValue } = MAPPING;
    expect(() => placeMapping(withoutValue, COLUMNS)).toThrow("--value");
    expect(() => placeMapping({ ...withoutValue, event: "Order Cancelled" }, COLUMNS)).not.toThrow();
  });
});
