import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import type { FigureRange } from "../../../src/ask/report/figures.js";
import { readRangeEnd } from "../../../src/ask/report/range.js";
import { reportCsv } from "../../../src/ask/report/report-csv.js";
import { reportText } from "../../../src/ask/report/report-text.js";
import { ledgerFigures } from "../../../src/try/demo/ledger/figures.js";
import { Ledger } from "../../../src/try/demo/ledger/ledger.js";

const range: FigureRange = {
  source: "shop",
  since: "2025-01-01",
  until: "2025-03-01",
  timeZone: "Europe/Amsterdam",
  period: "month",
};

function figures() {
  const ledger = new Ledger();
  const order = { currency: "EUR", test: false, value: 123_456_789n };
  ledger.place({ ...order, orderId: "1", customerId: "ann", placedAt: Date.parse("2025-01-10T12:00:00Z") });
  ledger.place({ ...order, orderId: "2", customerId: "ann", placedAt: Date.parse("2025-02-10T12:00:00Z") });
  ledger.place({ ...order, orderId: "3", customerId: "bob", placedAt: Date.parse("2025-02-11T12:00:00Z") });
  return ledgerFigures(ledger.orders(), range);
}

describe("a report", () => {
  test("for people says what it is of, and shows every figure", () => {
    const text = reportText(figures(), range);
    expect(text).toContain("shop, from 2025-01-01 until 2025-03-01, Europe/Amsterdam");
    expect(text).toMatch(/repeat customer rate, % +│ +50\.0000 │ 1 of 2 customers/);
    expect(text).toMatch(/EUR +│ +3 │ +2 │ +1\.500000 │ 3,703,703\.67 │ +1,234,567\.89 │ +1,851,851\.835 │/);
    expect(text).toMatch(/2025-01-01 │ +0 │ +1 │ +1 │ +0 │ +0 │ +0 │ +- │/);
    expect(text).toMatch(/2025-02-01 │ +1 │ +2 │ +1 │ +0 │ +1 │ +0 │ +100\.0000 │/);
    expect(text).toContain("Customers and their orders, all currencies together");
    const [first, second] = figures().retention;
    const running = { ...figures(), retention: [first!, { ...second!, isComplete: 0 }] };
    expect(reportText(running, range)).toMatch(/2025-02-01 so far │ +1 │ +2 │ +1 │ +0 │ +1 │ +- │ +- │ +- │/);
  });

  test("as CSV has one row a figure, with every digit", () => {
    const rows = parse(reportCsv(figures()), { columns: true }) as Record<string, string>[];
    expect(rows).toContainEqual({
      kpi: "customer_value",
      figure: "customer_value",
      currency: "EUR",
      period_start: "",
      value: "1851851.835",
    });
    expect(rows).toContainEqual({
      kpi: "retention_rate",
      figure: "retention_rate",
      currency: "",
      period_start: "2025-01-01",
      value: "",
    });
  });
});

describe("the end of a range", () => {
  test.each(["2025-01-01", "2025-03-30 02:30:00"])("may be %s", (text) =>
    expect(readRangeEnd(text)).toBe(text),
  );

  test.each(["", "2025", "2025-02-30", "01.02.2025", "2025-01-01T00:00", "2025-01-01'; DROP"])(
    "is told how to be written: %j",
    (text) => expect(() => readRangeEnd(text)).toThrow("Write it like 2024-05-31"),
  );
});
