import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { magnitude, productsAmount, toAmount } from "../../src/enrich/money.js";

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
    ["999999999999999.999999", "999999999999999.999999"],
    [new LosslessNumber("123456789012345.123456"), "123456789012345.123456"],
  ])("reads %s as %s", (value, amount) => {
    expect(toAmount(value)).toBe(amount);
  });

  it.each([
    [undefined],
    [null],
    [true],
    [{}],
    [""],
    ["."],
    ["12 EUR"],
    ["1,000.50"],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [1e15],
    [1e308],
    [new LosslessNumber("1e400")],
    ["9".repeat(30_000)],
    [`${"9".repeat(60)}x`],
  ])("takes %s for no amount", (value) => {
    expect(toAmount(value)).toBeUndefined();
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
    expect(productsAmount("no list")).toBeUndefined();
    expect(productsAmount([{ price: 9e14, quantity: 9e14 }])).toBeUndefined();
  });
});

it("a refund's magnitude has no sign", () => {
  expect(magnitude("-12.5")).toBe("12.5");
  expect(magnitude("12.5")).toBe("12.5");
  expect(magnitude(undefined)).toBeUndefined();
});
