import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { idText } from "../src/id-text.js";

describe("idText", () => {
  it.each([
    ["user-17", "user-17"],
    [" User-17\n", "User-17"],
    [17, "17"],
    [17.5, "17.5"],
    [new LosslessNumber("820982911946154508"), "820982911946154508"],
    ["۰۹۱۲۱۲۳۴۵۶۷", "09121234567"],
    ["\u202b1002\u202c", "1002"],
    ["\u2066رضا\u2069", "رضا"],
    ["علی\u200cرضا", "علی\u200cرضا"],
    ["undefined", ""],
    ["NULL", ""],
    [" None ", ""],
    ["NaN", ""],
    ["[object Object]", ""],
    ["nullable", "nullable"],
    [" \u00a0\u200e", ""],
    ["", ""],
    [null, ""],
    [undefined, ""],
    [true, ""],
    [Number.NaN, ""],
    [{ toString: () => "17" }, ""],
    [["17"], ""],
  ])("of %j is %j", (value, id) => {
    expect(idText(value)).toBe(id);
  });

  it("knows an id in any digits, with any marks of direction and blanks around it", () => {
    const zero = fc.constantFrom(0x30, 0x660, 0x6f0);
    const mark = fc.constantFrom(
      "",
      " ",
      "\u200e",
      "\u200f",
      "\u202b",
      "\u2069",
      "\u00a0",
      "\ufeff",
      "\u061c",
    );
    const digits = fc.array(fc.tuple(fc.nat(9), zero), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(digits, mark, mark, (digits, before, behind) => {
        const told = digits.map(([digit, zero]) => String.fromCharCode(zero + digit)).join("");
        expect(idText(before + told + behind)).toBe(digits.map(([digit]) => digit).join(""));
      }),
    );
  });

  it("changes nothing in what it made", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(idText(idText(text))).toBe(idText(text));
      }),
    );
  });
});
