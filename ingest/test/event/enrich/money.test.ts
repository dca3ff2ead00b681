import { UNREADABLE } from "@safar/schemas";
import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { magnitude, productsAmount, toAmount } from "../../../src/event/enrich/money.js";

describe("toAmount", () => {
  it.each([
    [19.99, "19.99"],
    [0, "0"],
    [-5, "-5"],
    ["59.970000000000006", "59.970000"],
    [0.1 + 0.2, "0.300000"],
    [1e-7, "0.000000"],
    [5e-7, "0.000001"],
    ["-0.0000005", "-0.000001"],
    ["1.5e3", "1500.000000"],
    [" 12.50 ", "12.50"],
    [".5", "0.500000"],
    ["99999999999999.999999", "99999999999999.999999"],
    [new LosslessNumber("12345678901234.1234567"), "12345678901234.123457"],
  ])("reads %s as %s", (value, amount) => {
    expect(toAmount(value)).toBe(amount);
  });

  it.each([[undefined], [null], [""], [" \t"]])("takes %j for not told", (value) => {
    expect(toAmount(value)).toBeUndefined();
  });

  it.each([
    [true],
    [{}],
    [[5]],
    [{ amount: "59.90", currencyCode: "USD" }],
    ["."],
    ["12 EUR"],
    ["$12.00"],
    ["1,000"],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [1e14],
    [1e308],
    [new LosslessNumber("1e400")],
    ["9".repeat(30_000)],
    [`${"9".repeat(60)}x`],
  ])("can't read %s", (value) => {
    expect(toAmount(value)).toBe(UNREADABLE);
  });

  it("loses no digit of any amount in cents", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), (cents) => {
        const size = String(cents < 0n ? -cents : cents).padStart(3, "0");
        const text = `${cents < 0n ? "-" : ""}${size.slice(0, -2)}.${size.slice(-2)}`;
        expect(toAmount(text)).toBe(text);
      }),
    );
  });
});

describe("productsAmount", () => {
  it("adds price × quantity exactly, a missing quantity counting once", () => {
    expect(
      productsAmount([{ price: 0.1, quantity: 3 }, { price: "19.99" }, { price: 1.005, quantity: 0.5 }]),
    ).toBe("20.792500");
  });

  it("passes over what has no price, and knows nothing of a list without any", () => {
    expect(productsAmount([{ name: "gift" }, { price: 5, quantity: 2 }, null, "x"])).toBe("10.000000");
    expect(productsAmount([{ name: "gift" }])).toBeUndefined();
    expect(productsAmount([{ price: null, quantity: 2 }, { price: 5 }])).toBe("5.000000");
  });

  it("reads a list that PHP wrote as an object", () => {
    expect(productsAmount({ 0: { price: 10, quantity: "2" }, 7: { price: "0.50" } })).toBe("20.500000");
  });

  it.each([
    ['[{"price":10}]'],
    [{ price: 10 }],
    [[{ price: 10, quantity: "2 pcs" }]],
    [[{ price: "12,50 €" }, { price: 2 }]],
    [[{ price: { amount: 5 } }]],
    [[{ price: 9e14, quantity: 9e14 }]],
  ])("does not guess what %j is worth", (products) => {
    expect(productsAmount(products)).toBe(UNREADABLE);
  });
});

it("a refund's magnitude has no sign", () => {
  expect(magnitude("-12.5")).toBe("12.5");
  expect(magnitude("12.5")).toBe("12.5");
  expect(magnitude(undefined)).toBeUndefined();
});
