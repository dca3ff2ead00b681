import { describe, expect, test } from "vitest";
import type { Figures } from "../../../src/ask/report/figures.js";
import { compareFigures } from "../../../src/try/demo/comparison.js";
import { compareCustomers } from "../../../src/try/demo/customers.js";
import { ledgerFigures } from "../../../src/try/demo/ledger/figures.js";
import { Ledger } from "../../../src/try/demo/ledger/ledger.js";

const range = {
  source: "shop",
  since: "2025-01-01",
  until: "2025-03-01",
  timeZone: "UTC",
  period: "month",
} as const;

function figures(): Figures {
  const ledger = new Ledger();
  const placedAt = Date.parse("2025-01-15");
  ledger.place({ orderId: "1", customerId: "ann", currency: "EUR", placedAt, value: 999n, test: false });
  return ledgerFigures(ledger.orders(), range);
}

describe("the comparison", () => {
  test("finds equal figures equal", () => {
    const compared = compareFigures(figures(), figures());
    expect(compared.every(({ equal }) => equal)).toBe(true);
    expect(compared).toContainEqual({
      kpi: "averageOrderValue",
      figure: "averageOrderValue",
      of: "EUR",
      asked: "9.99",
      booked: "9.99",
      equal: true,
    });
  });

  test("finds the smallest difference", () => {
    const { purchaseFrequency, ...rest } = figures();
    const off = { ...purchaseFrequency, purchaseFrequency: 1.0000000000000002 };
    const different = compareFigures({ ...rest, purchaseFrequency: off }, figures()).filter(
      ({ equal }) => !equal,
    );
    expect(different).toMatchObject([{ figure: "purchaseFrequency", asked: 1.0000000000000002, booked: 1 }]);
  });

  test("a row on one side only is different, even where it holds nothing", () => {
    const asked = figures();
    const shorter = compareFigures({ ...asked, retention: asked.retention.slice(1) }, figures());
    expect(shorter.filter(({ equal }) => !equal).map(({ of }) => of)).toContain("2025-01-01");
    const longer = compareFigures(asked, { ...asked, customerValue: [] });
    expect(longer.filter(({ equal }) => !equal).map(({ kpi }) => kpi)).toContain("customerValue");
  });

  test("customers are equal only in all of their figures", () => {
    const ann = { customerId: "ann", currency: "EUR", orders: 1, revenue: "9.99", averageOrderValue: "9.99" };
    expect(compareCustomers([ann], [ann])).toEqual({ asked: 1, booked: 1, equal: 1 });
    expect(compareCustomers([{ ...ann, orders: 2 }], [ann])).toEqual({ asked: 1, booked: 1, equal: 0 });
  });
});
