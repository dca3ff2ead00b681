import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type SimulationOptions, simulateShop } from "../../../../src/try/demo/shop/simulate-shop.js";

const SMALL: SimulationOptions = { seed: 7, customers: 150, days: 365, start: "2025-01-01" };

function digest(options: SimulationOptions): string {
  const hash = createHash("sha256");
  for (const delivery of simulateShop(options).deliveries) hash.update(JSON.stringify(delivery));
  return hash.digest("hex");
}

describe("a simulated shop", () => {
  const simulation = simulateShop(SMALL);
  const deliveries = [...simulation.deliveries];
  const calls = deliveries.map(({ call }) => call);
  const tracks = calls.filter((call) => call.type === "track");
  const orders = simulation.ledger.orders();

  test("is the same for the same seed, and another for another", () => {
    expect(digest(SMALL)).toBe(digest(SMALL));
    expect(digest({ ...SMALL, seed: 8 })).not.toBe(digest(SMALL));
  });

  test("delivers in the order of departure", () => {
    expect(deliveries.map(({ at }) => at)).toEqual(deliveries.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test("gives each call a message id of its own, and repeats only whole calls", () => {
    const firsts = deliveries.filter(({ again }) => !again);
    expect(new Set(firsts.map(({ call }) => call.messageId)).size).toBe(firsts.length);
    const repeats = deliveries.filter(({ again }) => again);
    expect(repeats.length).toBeGreaterThan(0);
    for (const { call } of repeats) expect(firsts.some((first) => first.call === call)).toBe(true);
  });

  test("tells of every order in the books, and of no other", () => {
    const told = new Set(
      tracks.flatMap(({ properties }) => {
        const { order_id, transaction_id } = (properties ?? {}) as Record<string, string | undefined>;
        return order_id ?? transaction_id ?? [];
      }),
    );
    expect([...told].sort()).toEqual(orders.map(({ orderId }) => orderId).sort());
  });

  test("has everything that makes figures hard", () => {
    const names = new Set(tracks.map(({ event }) => event));
    for (const name of [
      "Order Completed",
      "Completed Order",
      "purchase",
      "Order Updated",
      "Order Cancelled",
      "Order Refunded",
      "refund",
    ]) {
      expect(names, name).toContain(name);
    }
    expect(calls.some(({ type }) => type === "alias")).toBe(true);
    expect(new Set(orders.map(({ currency }) => currency))).toEqual(new Set(["EUR", "GBP"]));
    expect(orders.some(({ test: isTest }) => isTest)).toBe(true);
    expect(orders.some(({ value }) => value === undefined || value === 0n)).toBe(true);
    expect(orders.some(({ refunds }) => refunds.length > 1)).toBe(true);
    const lateByHours = deliveries.filter(
      ({ at, call }) => at - (call.timestamp as Date).getTime() > 3_600_000,
    );
    expect(lateByHours.length).toBeGreaterThan(0);
    const linksToGuests = calls.filter((call) => call.type === "identify");
    expect(linksToGuests.every(({ anonymousId, userId }) => anonymousId && userId)).toBe(true);
  });

  test("makes its calls as they are asked for, not all at once", () => {
    const { deliveries: lazy, ledger } = simulateShop({ ...SMALL, days: 3_650, start: "2016-01-01" });
    let taken = 0;
    for (const _ of lazy) if (++taken === 10) break;
    expect(ledger.orders().length).toBeLessThan(10);
  });
});
