// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates that nobody filled in are what is tested
import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { idText, normalId, PLACEHOLDER_IDS, toldId } from "../src/id.js";
import { UNREADABLE } from "../src/told.js";
import { validateEvent } from "../src/validate.js";

const TEMPLATES = [
  "{{user.id}}",
  "${userId}",
  "%%USER%%",
  "<%= id %>",
  "{{}}",
  "{{a}",
  "${a}}",
  "%%a%",
  "<%>",
  "*|ID|*",
];

it("is the same in any digits, with any marks and blanks around it", () => {
  const zero = fc.constantFrom(0x30, 0x660, 0x6f0);
  const mark = fc.constantFrom("", " ", "\u200e", "\u200f", "\u202b", "\u2069", "\u00a0", "\ufeff", "\u061c");
  const digits = fc.array(fc.tuple(fc.nat(9), zero), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(digits, mark, mark, mark, (digits, before, within, behind) => {
      const told = digits.map(([digit, zero]) => String.fromCharCode(zero + digit)).join(within.trim());
      expect(idText(before + told + behind)).toBe(digits.map(([digit]) => digit).join(""));
    }),
  );
});

describe("toldId", () => {
  it.each<[unknown, unknown]>([
    ["u-1", "u-1"],
    ["Ann@Shop.example", "Ann@Shop.example"],
    [7, "7"],
    [new LosslessNumber("157963456373623801"), "157963456373623801"],
    ["  u-1\n", "u-1"],
    ["\u200f09121234567", "09121234567"],
    ["\u202b1002\u202c", "1002"],
    ["10\u200e02", "1002"],
    ["۰۹۱۲۱۲۳۴۵۶۷", "09121234567"],
    ["٠٩١٢١٢٣٤٥٦٧", "09121234567"],
    ["+989121234567", "+989121234567"],
    ["Zoe\u0308", "Zo\u00eb"],
    // Persian words are written with the non-joiner.
    ["علی\u200cرضا", "علی\u200cرضا"],
    ["u\ud800", "u\ufffd"],
    ["nullable", "nullable"],
    ["", undefined],
    [" \u200e\t", undefined],
    [null, undefined],
    [0, undefined],
    ["۰", undefined],
    [" [Object object] ", undefined],
    ["UNDEFINED", undefined],
    ["{{user.id}}", undefined],
    [" {{ Customer ID }}", undefined],
    ["${userId}", undefined],
    ["%%USER_ID%%", undefined],
    ["<%= id %>", undefined],
    ["*|EMAIL|*", undefined],
    ["%USER_ID%", undefined],
    ["[object Promise]", undefined],
    ["[object HTMLInputElement]", undefined],
    ["%!s(<nil>)", undefined],
    ["<nil>", undefined],
    ["Optional(nil)", undefined],
    ["undefined undefined", undefined],
    ["NaN-NaN", undefined],
    ["undefined@undefined", undefined],
    ['"null"', undefined],
    ["'null'", undefined],
    ["????", undefined],
    ["\ud800", undefined],
    ["\ufffd\ufffd", undefined],
    ["NULL\u0000", undefined],
    ["\u0000", undefined],
    ["a\u0000b\u009f", "ab"],
    ["a\nb", "a\nb"],
    ["nil-nadal", "nil-nadal"],
    ["Nan Goldin", "Nan Goldin"],
    ["[objects]", "[objects]"],
    ["what?", "what?"],
    ["{{a}}{{b}}", "{{a}}{{b}}"],
    ["{u-1}", "{u-1}"],
    ["100%", "100%"],
    ["00000000-0000-0000-0000-000000000010", "00000000-0000-0000-0000-000000000010"],
    [true, UNREADABLE],
    [{ toString: 1 }, UNREADABLE],
    [["u-1"], UNREADABLE],
    ["u".repeat(513), UNREADABLE],
    ["😀".repeat(512), "😀".repeat(512)],
  ])("of %o is %o", (value, id) => {
    expect(toldId(value)).toBe(id);
  });

  it.each(PLACEHOLDER_IDS)("is no id for %s in any case", (placeholder) => {
    expect([placeholder, placeholder.toUpperCase(), `\u200f${placeholder} `].map(toldId)).toEqual(
      Array(3).fill(undefined),
    );
  });
});

it("an id written as it is compared is compared as it is written", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), (text) => {
      const id = normalId(text.toWellFormed());
      expect(normalId(id)).toBe(id);
      expect(idText(idText(text))).toBe(idText(text));
    }),
    { numRuns: 2_000 },
  );
});

it("an event is somebody's exactly when one of its ids names somebody", () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(...PLACEHOLDER_IDS, ...TEMPLATES, null, "", " ", 0, "u-1", 5, "\u200e"),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  fc.assert(
    fc.property(value, value, (userId, anonymousId) => {
      const problem = validateEvent({ type: "page", userId, anonymousId });
      const named = idText(userId) !== "" || idText(anonymousId) !== "";
      expect(problem?.code).toBe(named ? undefined : "missing_identity");
    }),
    { numRuns: 2_000 },
  );
});
