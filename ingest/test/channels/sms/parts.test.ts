import fc from "fast-check";
import { expect, it } from "vitest";
import { smsParts } from "../../../src/channels/sms/parts.js";

it.each([
  ["a".repeat(160), "GSM-7", 160, 1],
  ["a".repeat(161), "GSM-7", 161, 2],
  ["a".repeat(306), "GSM-7", 306, 2],
  ["a".repeat(307), "GSM-7", 307, 3],
  // The euro sign takes two places, and is not divided between parts.
  ["€".repeat(80), "GSM-7", 160, 1],
  [`${"a".repeat(152)}€${"a".repeat(10)}`, "GSM-7", 164, 2],
  [`${"a".repeat(152)}€${"a".repeat(151)}`, "GSM-7", 305, 2],
  [`${"a".repeat(152)}€${"a".repeat(152)}`, "GSM-7", 306, 3],
  ["سلام", "UCS-2", 4, 1],
  ["س".repeat(70), "UCS-2", 70, 1],
  ["س".repeat(71), "UCS-2", 71, 2],
  ["س".repeat(134), "UCS-2", 134, 2],
  ["س".repeat(135), "UCS-2", 135, 3],
  // One such letter makes the whole SMS so.
  [`${"a".repeat(100)}ی`, "UCS-2", 101, 2],
  ["😀".repeat(35), "UCS-2", 70, 1],
  // A surrogate pair is not divided: 33 of them in each part of 67.
  ["😀".repeat(67), "UCS-2", 134, 3],
  ["", "GSM-7", 0, 1],
])("%s is counted", (text, encoding, length, parts) => {
  expect(smsParts(text)).toEqual({ encoding, length, parts });
});

it("a longer text never has fewer parts, and no part is more than full", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 400 }),
      fc.string({ maxLength: 20 }),
      (text, more) => {
        const { encoding, length, parts } = smsParts(text);
        const [alone, each] = encoding === "GSM-7" ? [160, 153] : [70, 67];
        expect(length).toBeLessThanOrEqual(parts === 1 ? alone : parts * each);
        expect(parts).toBeLessThanOrEqual(Math.max(1, Math.ceil(length / (each - 1))));
        expect(smsParts(text + more).parts).toBeGreaterThanOrEqual(parts);
      },
    ),
  );
});
