import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { foldDigits } from "../src/plain-text.js";
import { columnText, isTold, toldNumber, toldText, UNREADABLE } from "../src/told.js";
import { hostileValue } from "./hostile-values.js";

describe("toldText", () => {
  it.each<[unknown, unknown]>([
    ["a", "a"],
    ["", ""],
    ["a\ud800", "a\ufffd"],
    [1.5, "1.5"],
    [-0, "0"],
    [new LosslessNumber("1e400"), "1e400"],
    [new LosslessNumber("820982911946154508"), "820982911946154508"],
    [null, undefined],
    [undefined, undefined],
    [true, UNREADABLE],
    [{}, UNREADABLE],
    [["a"], UNREADABLE],
    [{ toString: 1 }, UNREADABLE],
    [Number.NaN, UNREADABLE],
  ])("of %o is %o", (value, text) => {
    expect(toldText(value)).toBe(text);
  });
});

describe("toldNumber", () => {
  it.each<[unknown, unknown]>([
    [2, 2],
    ["2", 2],
    [" 2 ", 2],
    ["-1.5e2", -150],
    ["۲", 2],
    ["٣", 3],
    [new LosslessNumber("1e400"), UNREADABLE],
    ["1e400", UNREADABLE],
    ["", undefined],
    [" ", undefined],
    [null, undefined],
    ["2 pcs", UNREADABLE],
    ["0x10", UNREADABLE],
    ["Infinity", UNREADABLE],
    [true, UNREADABLE],
    [["2"], UNREADABLE],
    ["1".repeat(101), UNREADABLE],
  ])("of %o is %o", (value, number) => {
    expect(toldNumber(value)).toBe(number);
  });
});

describe("a column's text", () => {
  it("is cut without half a character at its end", () => {
    expect(columnText("ab😀", 3)).toBe("ab\ufffd");
    expect(columnText("ab😀", 4)).toBe("ab😀");
  });
});

it("digits of Persian and Arabic keyboards become Latin ones, and nothing else changes", () => {
  expect(foldDigits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123 ٫ آ")).toBe("0123456789 0123456789 0123 ٫ آ");
});

it("no value makes a conversion throw, and only texts and numbers are told", () => {
  fc.assert(
    fc.property(fc.oneof(hostileValue, fc.jsonValue()), (value) => {
      const isLeaf = typeof value === "string" || typeof value === "number";
      expect(isTold(toldText(value))).toBe(isLeaf);
      toldNumber(value);
      expect(typeof columnText(value, 5)).toBe("string");
    }),
  );
});
