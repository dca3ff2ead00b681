import { expect, it } from "vitest";
import { currencyCode, currencyCodes, isCurrency } from "../../src/settings/currency.js";

it.each([
  ["EUR", "EUR"],
  ["usd", "USD"],
  [" irr\u200e", "IRR"],
  ["IRT ", "IRT"],
  ["toman", "IRT"],
  ["Toman", "IRT"],
  ["تومان", "IRT"],
  ["DEM", "DEM"],
  ["$", undefined],
  ["€", undefined],
  ["ریال", undefined],
  ["EURO", undefined],
  ["US Dollar", undefined],
  ["BTC", undefined],
  ["XXX", undefined],
  ["", undefined],
  [" ".repeat(40), undefined],
  [978, undefined],
  [null, undefined],
  [{ toString: () => "EUR" }, undefined],
])("the currency of %j is %s", (told, code) => {
  expect(currencyCode(told)).toBe(code);
});

it("three letters are a currency's when it is or was one", () => {
  expect(["EUR", "IRR", "HRK", "IRT"].every(isCurrency)).toBe(true);
  expect(["eur", "ABC", "XTS", "EU", "EURO", ""].some(isCurrency)).toBe(false);
});

it("lists every currency once", () => {
  const codes = currencyCodes();
  expect(codes).toEqual(expect.arrayContaining(["EUR", "IRR", "IRT", "DEM"]));
  expect([new Set(codes).size, codes.includes("XTS"), codes.includes("EUU")]).toEqual([
    codes.length,
    false,
    false,
  ]);
});
