import { describe, expect, test } from "vitest";
import type { FigureRange } from "../../../../src/ask/report/figures.js";
import { ledgerFigures } from "../../../../src/try/demo/ledger/figures.js";
import { type BookedOrder, Ledger } from "../../../../src/try/demo/ledger/ledger.js";

const YEAR: FigureRange = {
  source: "shop",
  since: "2025-01-01",
  until: "2026-01-01",
  timeZone: "Europe/Amsterdam",
  period: "month",
};

/** Books with these orders; what isn't said is a purchase of 10.00 EUR by one customer on 15 June. */
function books(...orders: Partial<BookedOrder>[]): Ledger {
  const ledger = new Ledger();
  orders.forEach((order, index) => {
    ledger.place({
      orderId: `o${index + 1}`,
      customerId: "ann",
      currency: "EUR",
      placedAt: Date.parse("2025-06-15T10:00:00Z"),
      value: 1000n,
      test: false,
      ...order,
    });
  });
  return ledger;
}

const at = (time: string) => ({ placedAt: Date.parse(time) });

describe("the five figures from the books", () => {
  test("a shop with two customers, worked out by hand", () => {
    const ledger = books(
      { customerId: "ann", value: 1000n },
      { customerId: "ann", value: 2000n },
      { customerId: "bob", value: 500n },
    );
    const figures = ledgerFigures(ledger.orders(), YEAR);
    expect(figures.repeatCustomerRate).toEqual({ customers: 2, repeatCustomers: 1, repeatCustomerRate: 50 });
    expect(figures.purchaseFrequency).toEqual({
      customers: 2,
      orders: 3,
      ordersWithoutValue: 0,
      purchaseFrequency: 1.5,
    });
    expect(figures.averageOrderValue).toEqual([
      {
        currency: "EUR",
        orders: 3,
        revenue: "35",
        refunds: "0",
        netRevenue: "35",
        averageOrderValue: "11.666667",
        netAverageOrderValue: "11.666667",
      },
    ]);
    expect(figures.customerValue).toEqual([
      {
        currency: "EUR",
        customers: 2,
        orders: 3,
        revenue: "35",
        purchaseFrequency: 1.5,
        averageOrderValue: "11.666667",
        customerValue: "17.5",
      },
    ]);
  });

  test("cancelled, test, free and unvalued orders are no purchases; the last two are counted apart", () => {
    const ledger = books({}, {}, { test: true }, { value: 0n }, { value: undefined });
    ledger.cancel("o2");
    const { purchaseFrequency } = ledgerFigures(ledger.orders(), YEAR);
    expect(purchaseFrequency).toMatchObject({ customers: 1, orders: 1, ordersWithoutValue: 2 });
  });

  test("a refund counts on its own day and not in the order's revenue", () => {
    const ledger = books(at("2025-12-20T10:00:00Z"), at("2025-12-21T10:00:00Z"));
    ledger.refund("o1", Date.parse("2025-12-31T22:59:59Z"), 250n);
    ledger.refund("o1", Date.parse("2025-12-31T23:00:00Z"), "rest");
    expect(ledgerFigures(ledger.orders(), YEAR).averageOrderValue).toMatchObject([
      {
        revenue: "20",
        refunds: "2.5",
        netRevenue: "17.5",
        averageOrderValue: "10",
        netAverageOrderValue: "8.75",
      },
    ]);
  });

  test("no refund is larger than what is left of the order", () => {
    const ledger = books({});
    ledger.refund("o1", 0, 900n);
    expect(() => ledger.refund("o1", 0, 101n)).toThrow("more than the 100 left");
  });

  test("currencies stand apart in money, together in people", () => {
    const figures = ledgerFigures(books({}, { currency: "GBP" }).orders(), YEAR);
    expect(figures.repeatCustomerRate).toMatchObject({ customers: 1, repeatCustomers: 1 });
    expect(figures.customerValue.map(({ currency, orders }) => [currency, orders])).toEqual([
      ["EUR", 1],
      ["GBP", 1],
    ]);
  });

  test("the shop's midnight decides the day, in winter and in summer", () => {
    const ledger = books(
      at("2025-05-31T21:59:59Z"), // still May in Amsterdam
      at("2025-05-31T22:00:00Z"), // June
      at("2025-11-30T22:59:59Z"), // still November
      at("2025-11-30T23:00:00Z"), // December
    );
    const months = ledgerFigures(ledger.orders(), YEAR).retention.filter(({ orders }) => orders > 0);
    expect(months.map(({ periodStart }) => periodStart)).toEqual([
      "2025-05-01",
      "2025-06-01",
      "2025-11-01",
      "2025-12-01",
    ]);
  });

  test("a year without an order has no rates", () => {
    const figures = ledgerFigures([], YEAR);
    expect(figures.repeatCustomerRate.repeatCustomerRate).toBeNull();
    expect(figures.purchaseFrequency.purchaseFrequency).toBeNull();
    expect(figures.averageOrderValue).toEqual([]);
  });
});

describe("retention from the books", () => {
  const march = "2025-03-10T10:00:00Z";
  const april = "2025-04-10T10:00:00Z";
  const may = "2025-05-10T10:00:00Z";
  const ledger = books(
    { customerId: "stays", ...at(march) },
    { customerId: "stays", ...at(april) },
    { customerId: "stays", ...at(may) },
    { customerId: "leaves", ...at(march) },
    { customerId: "returns", ...at(march) },
    { customerId: "returns", ...at(may) },
    { customerId: "new in may", ...at(may) },
    { customerId: "new in may", ...at(may) },
  );
  const months = ledgerFigures(ledger.orders(), YEAR).retention;
  const month = (start: string) => months.find(({ periodStart }) => periodStart === start);

  test("every month that begins in the range has a row", () => {
    expect(months).toHaveLength(12);
    expect(month("2025-01-01")).toMatchObject({
      customersAtStart: 0,
      customersAtEnd: 0,
      retentionRate: null,
    });
  });

  test("those who stayed, by those who were there", () => {
    expect(month("2025-04-01")).toEqual({
      periodStart: "2025-04-01",
      isComplete: 1,
      orders: 1,
      customersAtStart: 3,
      customersAtEnd: 1,
      firstTimeCustomers: 0,
      wonBackCustomers: 0,
      retainedCustomers: 1,
      lapsedCustomers: 2,
      retentionRate: 100 / 3,
      churnRate: 200 / 3,
      retentionRateFirstTimeOnly: 100 / 3,
    });
  });

  test("the won-back are gained, and only the other reading goes over 100", () => {
    expect(month("2025-05-01")).toMatchObject({
      customersAtStart: 1,
      customersAtEnd: 3,
      firstTimeCustomers: 1,
      wonBackCustomers: 1,
      retainedCustomers: 1,
      retentionRate: 100,
      retentionRateFirstTimeOnly: 200,
    });
  });

  test("history before the range decides who is new", () => {
    const late = ledgerFigures(ledger.orders(), {
      ...YEAR,
      since: "2025-05-01",
      until: "2025-06-01",
    }).retention;
    expect(late).toEqual([month("2025-05-01")]);
  });
});
