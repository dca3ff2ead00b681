import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumber } from "../../../src/event/enrich/read-number.js";

describe("readNumber", () => {
  it.each([
    ["1.234,56", "1234.56"],
    ["1,234.56", "1234.56"],
    ["1 234.56", "1234.56"],
    ["1 234,56", "1234.56"],
    ["1\u202f234,5", "1234.5"],
    ["1'234.50", "1234.50"],
    ["1’234", "1234"],
    ["6,795.00", "6795.00"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["12,34,567.8", "1234567.8"],
    ["1,00,000", "100000"],
    ["1,234.567", "1234.567"],
    ["12,5", "12.5"],
    ["12,50", "12.50"],
    ["1,2345", "1.2345"],
    ["0,125", "0.125"],
    ["0.125", "0.125"],
    ["1234.567", "1234.567"],
    ["1234,567", "1234.567"],
    ["۱۲۳", "123"],
    ["١٢٣", "123"],
    ["۱۲۳٫۵", "123.5"],
    ["۱۲۳٬۰۰۰", "123000"],
    ["۱٬۲۳۴٫۵", "1234.5"],
    ["\u200e12.50\u200f", "12.50"],
    ["-1.234,56", "-1234.56"],
    ["−12", "-12"],
    ["+12", "+12"],
    ["1e3", "1e3"],
    ["12.", "12."],
    [".5", ".5"],
    [",5", ".5"],
  ])("reads %s as %s", (text, number) => {
    expect(readNumber(text)).toBe(number);
  });

  it.each(["1.234", "1,234", "-1,234", "۱.۲۳۴", "۱،۲۳۴", "999,999"])(
    "%s may be two numbers, and the style decides",
    (text) => {
      expect(readNumber(text)).toBeUndefined();
      const [point, comma] = [Number(readNumber(text, "point")), Number(readNumber(text, "comma"))];
      expect([point / comma, comma / point]).toContain(1000);
    },
  );

  it("takes the style for nothing but what is unclear", () => {
    for (const style of ["either", "point", "comma"] as const) {
      expect(readNumber("12,50", style)).toBe("12.50");
      expect(readNumber("12.50", style)).toBe("12.50");
      expect(readNumber("1.234,5", style)).toBe("1234.5");
    }
  });

  it.each([
    "$12.00",
    "12.00 EUR",
    "1_000",
    "12 50",
    "1,23,45",
    "1.234.56",
    "1,234.5,6",
    "0,123,456",
    "12,",
    "1٫2٫3",
    "1 234'567",
    "--1",
    "1-",
    "(12)",
    "0x10",
    "Infinity",
    "NaN",
    "½",
    "",
    ".",
    ",",
    "-",
    "9".repeat(65),
  ])("does not read %s", (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  const digits = (from: number) => (text: string) =>
    text.replace(/\d/g, (digit) => String.fromCharCode(from + Number(digit)));

  it("reads any amount as people of any country write it, and never as another one", () => {
    const spelling = fc.record({
      thousands: fc.constantFrom("", ",", ".", " ", "'", "’", "\u00a0", "\u202f", "٬"),
      decimal: fc.constantFrom(".", ",", "٫"),
      write: fc.constantFrom(digits(0x30), digits(0x660), digits(0x6f0)),
      around: fc.constantFrom("", " ", "\u200e", "\u202b"),
    });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.stringMatching(/^\d{0,6}$/),
        fc.boolean(),
        spelling,
        (whole, fraction, isNegative, { thousands, decimal, write, around }) => {
          fc.pre(thousands !== decimal || fraction === "");
          const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, thousands);
          const told = `${isNegative ? "-" : ""}${grouped}${fraction && decimal}${fraction}`;
          const number = `${isNegative ? "-" : ""}${whole}${fraction && "."}${fraction}`;
          const read = readNumber(around + write(told) + around);
          const isUnclear = /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(told);
          expect(read).toBe(isUnclear ? undefined : number);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("takes no longer for hostile text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."1,. ٫٬'-+e۱\u200e"), maxLength: 80 }), (text) => {
        const read = readNumber(text);
        if (read !== undefined) expect(Number.isFinite(Number(read))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});
