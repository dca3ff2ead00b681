import fc from "fast-check";
import { expect, it } from "vitest";
import { wellFormed } from "../../src/core/well-formed.js";

const half = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

it("removes what is left of an emoji that was cut, and nothing else", () => {
  expect(JSON.parse(wellFormed(JSON.stringify({ text: "Great \ud83d", whole: "\ud83d\ude00" })))).toEqual({
    text: "Great ",
    whole: "\ud83d\ude00",
  });
});

it("takes no text about escapes for one", () => {
  for (const text of ["\\ud83d", "\\\\ud83d", "C:\\udata", "\\", "\ud83d\\ud83d"]) {
    expect(JSON.parse(wellFormed(JSON.stringify(text)))).toBe(text.replace(half, ""));
  }
});

it("gives the same for any text of UTF-16 units", () => {
  const unit = fc.oneof(
    fc.constantFrom("\\", "u", "d", "8", '"', "\n"),
    fc.integer({ min: 0xd700, max: 0xe0ff }).map((code) => String.fromCharCode(code)),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
      const text = units.join("");
      expect(JSON.parse(wellFormed(JSON.stringify(text)))).toBe(text.replace(half, ""));
    }),
    { numRuns: 2_000 },
  );
});
