import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollector, type TestCollector } from "./collector.js";

/** What strangers' texts come to in the figures, from the request to the view. */
let collector: TestCollector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

type Told = { order: unknown; user?: unknown; guest?: string; day?: string };

/** Sends completed orders, and gives each as the view knows it: `order: customer`, a guest in brackets. */
async function orders(name: string, told: readonly Told[]): Promise<string[]> {
  const batch = told.map(({ order, user, guest, day = "2025-03-01" }) => ({
    type: "track",
    event: "Order Completed",
    userId: user,
    anonymousId: guest,
    timestamp: `${day}T12:00:00Z`,
    properties: { order_id: order, revenue: 10, note: name },
  }));
  const answer = await collector.post("/v1/batch", JSON.stringify({ batch }));
  expect(answer).toMatchObject({ status: 200, body: { accepted: told.length, rejected: [] } });
  const rows = await collector.rows<{ id: string; customer: string; guest: boolean }>(
    `SELECT order_id AS id, customer_id AS customer, is_guest AS guest FROM safar.orders
     WHERE order_id LIKE '${name}%' ORDER BY order_id`,
  );
  return rows.map(({ id, customer, guest }) => `${id}: ${guest ? `(${customer})` : customer}`);
}

it("three visitors whose template wrote a placeholder are three guests, and not one customer", async () => {
  expect(
    await orders("ph", [
      { order: "ph1", user: "undefined", guest: "a1" },
      { order: "ph2", user: "undefined", guest: "a2" },
      { order: "ph3", user: "[object Object]", guest: "a3" },
    ]),
  ).toEqual(["ph1: (a1)", "ph2: (a2)", "ph3: (a3)"]);
});

it("an order and a customer are one, with invisible marks and in any digits", async () => {
  expect(
    await orders("10", [
      { order: "1001", user: "09121234567" },
      { order: "\u200e1001\u200e", user: "\u200f09121234567" },
      {
        order: "\u06f1\u06f0\u06f0\u06f2",
        user: "\u06f0\u06f9\u06f1\u06f2\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7",
      },
      { order: 1002, user: "09121234567" },
    ]),
  ).toEqual(["1001: 09121234567", "1002: 09121234567"]);
});

it("a user and a guest of the same text are two, and a user's word on an order stands before a guest's", async () => {
  expect(
    await orders("ug", [
      { order: "ug1", guest: "x" },
      { order: "ug2", user: "x" },
      { order: "ug3", guest: "g1" },
      { order: "ug3", user: "u1" },
      { order: "ug4", guest: "g1" },
    ]),
  ).toEqual(["ug1: (x)", "ug2: x", "ug3: u1", "ug4: (g1)"]);
});

it("seconds since 1970 are the day they mean", async () => {
  const batch = [1740830400, "1740830400", 1740830400000, "1740830400000", 1740830400.123].map(
    (timestamp, n) => ({
      type: "page",
      userId: "u",
      messageId: `seconds-${n}`,
      timestamp,
    }),
  );
  await collector.post("/v1/batch", JSON.stringify({ batch }));
  expect(
    await collector.rows(
      "SELECT DISTINCT toString(toDate(timestamp)) AS day FROM events WHERE message_id LIKE 'seconds-%'",
    ),
  ).toEqual([{ day: "2025-03-01" }]);
});
