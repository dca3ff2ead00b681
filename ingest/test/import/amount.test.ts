import { describe, expect, test } from "vitest";
import { createSignFinder, readAmount } from "../../src/import/amount.js";

describe("an amount", () => {
  test.each([
    ["1234.50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1.234,56", "1234.56"],
    ["1 234,56", "1234.56"],
    ["1.234.567", "1234567"],
    ["19,90", "19.90"],
    ["123٬000", "123000"],
    ["12٫5", "12.5"],
    ["-5", "-5"],
    ["−5,00", "-5.00"],
    ["1e3", "1e3"],
    ["0", "0"],
  ])("is read where only one reading is possible: %s", (text, decimal) => {
    expect(readAmount(text, undefined)).toMatchObject({ decimal });
  });

  test("with one mark before three digits is read by the sign of its column, or not at all", () => {
    expect(readAmount("173,900", "comma")).toEqual({ decimal: "173.900" });
    expect(readAmount("173,900", "point")).toEqual({ decimal: "173900" });
    expect(readAmount("173,900", undefined)).toEqual({ problem: "ambiguous" });
    expect(readAmount("1.234", undefined)).toEqual({ problem: "ambiguous" });
  });

  test.each(["", "12 EUR", "1.2.3,4", "seven", "9".repeat(65)])("is none: %j", (text) => {
    expect(readAmount(text, undefined)).toEqual({ problem: "no number" });
  });
});

test("a column's sign is what its amounts show, when they agree", () => {
  const comma = createSignFinder();
  for (const text of ["12", "1.234", "1.234,56", "19,90"]) comma.add(text);
  expect(comma.found()).toEqual({ text: "1.234,56", sign: "comma" });
  const both = createSignFinder();
  for (const text of ["19,90", "19.90"]) both.add(text);
  expect(both.found()).toBeUndefined();
});
