// Reads the numbers of event_rows by the page that draws them, schemas/clickhouse/STAMPS.md.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../../src/event/enrich/event-row.js";
import type { Receipt } from "../../../src/event/enrich/receipt.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

const RECEIVED = Date.UTC(2026, 0, 1);
const SINCE_1830 = 4_398_046_511_104n;
const AT = Date.UTC(2025, 4, 6, 7, 8, 9, 10);
const COLUMNS = [
  "order_key",
  "person_key",
  "order_flags",
  "person_stamp",
  "life_stamp",
  "money_stamp",
  "version",
] as const;

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-stamps-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

let count = 0;
async function numbersOf(event: object, receipt: Partial<Receipt> = {}) {
  const messageId = `m${++count}`;
  const told = {
    type: "track",
    messageId,
    userId: "u",
    timestamp: new Date(AT).toISOString(),
    ...event,
  } as ValidEvent;
  const row = eventRow(told, { sourceId: "tea", sourceCurrency: "EUR", receivedAt: RECEIVED, ...receipt });
  await warehouse.insert("event_rows", EVENT_COLUMNS, [row]);
  const [numbers] = await warehouse.query<Record<(typeof COLUMNS)[number], string>>(
    `SELECT ${COLUMNS.map((column) => `toString(${column}) AS ${column}`)} FROM event_rows WHERE message_id = '${messageId}'`,
  );
  return Object.fromEntries(COLUMNS.map((column) => [column, BigInt(numbers![column])])) as Record<
    (typeof COLUMNS)[number],
    bigint
  >;
}

/** The bits from the first to the last, both included, as a number. */
const bits = (number: bigint, first: number, last: number) =>
  (number >> BigInt(last)) & ((1n << BigInt(first - last + 1)) - 1n);
const time = BigInt(AT) + SINCE_1830;
const millionths = (amount: number) => BigInt(amount * 1_000_000) + (1n << 67n);
const currency = (code: string) => {
  const [first, second, third] = [...code].map((letter) => BigInt(letter.charCodeAt(0) - 65));
  return 2n + 676n * first! + 26n * second! + third!;
};
const order = (event: string, properties: object) => ({
  event,
  properties: { order_id: "o1", ...properties },
});

it("an order's completion by a server", async () => {
  const row = await numbersOf(order("Order Completed", { revenue: 12.5, currency: "USD" }));
  expect(row.order_flags).toBe(1n);
  expect(bits(row.life_stamp, 63, 63)).toBe(1n);
  expect(bits(row.life_stamp, 62, 45)).toBe(0n);
  expect(bits(row.life_stamp, 44, 1)).toBe(time);
  expect(bits(row.life_stamp, 0, 0)).toBe(0n);
  expect(bits(row.money_stamp, 127, 127)).toBe(1n);
  expect(bits(row.money_stamp, 126, 84)).toBe(time);
  expect(bits(row.money_stamp, 83, 83)).toBe(0n);
  expect(bits(row.money_stamp, 82, 15)).toBe(millionths(12.5));
  expect(bits(row.money_stamp, 14, 0)).toBe(currency("USD"));
  expect(bits(row.person_stamp, 127, 126)).toBe(0n);
  expect(bits(row.person_stamp, 125, 81)).toBe(time);
  expect(bits(row.person_stamp, 80, 64)).toBe(0n);
  expect(bits(row.person_stamp, 63, 0)).toBe(row.person_key);
  expect(bits(row.version, 63, 63)).toBe(1n);
  expect(bits(row.version, 62, 20)).toBe(8_796_093_022_207n - BigInt(RECEIVED));
});

it("a guest's update, test and cancellation by a page", async () => {
  const page = { keyKind: "web" } as const;
  const guest = { userId: undefined, anonymousId: "a" };
  const update = await numbersOf({ ...order("Order Updated", { revenue: -3 }), ...guest }, page);
  expect(update.order_flags).toBe(64n);
  expect(update.life_stamp).toBe(0n);
  expect(bits(update.money_stamp, 83, 83)).toBe(1n);
  expect(bits(update.money_stamp, 82, 15)).toBe(millionths(-3));
  expect(bits(update.money_stamp, 14, 0)).toBe(currency("EUR"));
  expect(bits(update.person_stamp, 127, 126)).toBe(3n);
  expect(bits(update.version, 63, 63)).toBe(0n);
  const cancelled = await numbersOf({ ...order("Order Cancelled", { test: true }), ...guest }, page);
  expect(bits(cancelled.order_flags, 6, 6)).toBe(1n);
  expect(bits(cancelled.order_flags, 1, 1)).toBe(1n);
  expect(cancelled.money_stamp).toBe(0n);
  expect(bits(cancelled.life_stamp, 63, 63)).toBe(1n);
  expect(bits(cancelled.life_stamp, 0, 0)).toBe(1n);
});

it("a refund: told, of the whole order, and unreadable", async () => {
  const told = await numbersOf(order("Order Refunded", { total: 4, currency: "GBP", refund_id: "r1" }));
  expect(told.order_flags).toBe(8n);
  expect(bits(told.life_stamp, 63, 63)).toBe(0n);
  expect(bits(told.life_stamp, 44, 1)).toBe(time);
  expect(bits(told.money_stamp, 127, 127)).toBe(0n);
  expect(bits(told.money_stamp, 126, 59)).toBe(millionths(4));
  expect(bits(told.money_stamp, 58, 44)).toBe(currency("GBP"));
  const again = await numbersOf(order("Order Refunded", { total: 5, currency: "GBP", refund_id: "r1" }));
  expect(bits(again.money_stamp, 43, 0)).toBe(bits(told.money_stamp, 43, 0));
  const whole = await numbersOf(order("Order Refunded", {}));
  expect(bits(whole.money_stamp, 126, 59)).toBe((1n << 68n) - 1n);
  expect(bits(whole.money_stamp, 58, 44)).toBe(0n);
  expect(bits(whole.money_stamp, 43, 0)).not.toBe(bits(told.money_stamp, 43, 0));
  const unreadable = await numbersOf(order("Order Refunded", { total: "much", currency: "what" }));
  expect(bits(unreadable.money_stamp, 126, 59)).toBe(0n);
});

it("tomans are ten rials, and what a currency can't be read from says so", async () => {
  const tomans = await numbersOf(order("Order Completed", { revenue: 7, currency: "IRT" }));
  expect(bits(tomans.money_stamp, 82, 15)).toBe(millionths(70));
  expect(bits(tomans.money_stamp, 14, 0)).toBe(currency("IRT"));
  const unreadable = await numbersOf(order("Order Completed", { revenue: 7, currency: "pebbles" }));
  expect(bits(unreadable.money_stamp, 14, 0)).toBe(1n);
});

it("an order is one by its source and its id", async () => {
  const own = await numbersOf(order("Order Completed", { revenue: 1 }));
  const others = await numbersOf(order("Order Completed", { revenue: 1 }), { sourceId: "coffee" });
  const next = await numbersOf({ event: "Order Completed", properties: { order_id: "o2", revenue: 1 } });
  expect(bits(others.order_key, 87, 0)).toBe(bits(own.order_key, 87, 0));
  expect(bits(others.order_key, 127, 88)).not.toBe(bits(own.order_key, 127, 88));
  expect(bits(next.order_key, 127, 88)).toBe(bits(own.order_key, 127, 88));
  expect(bits(next.order_key, 87, 0)).not.toBe(bits(own.order_key, 87, 0));
});
