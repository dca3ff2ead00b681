import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "../../src/collect/json.js";

describe("readJson", () => {
  it.each([
    "9007199254740993",
    "1e400",
    "-123456789012345678901234567890",
    "1.00000000000000000001",
    "1E-400",
  ])("keeps %s digit for digit", (number) => {
    const text = `{"a":[${number}],"b":"${number}"}`;
    const { value, stringify } = readJson(text);
    expect(stringify(value)).toBe(text);
  });

  it("reads ordinary numbers as numbers, also beside one that is not", () => {
    const { value } = readJson('{"a":1.5,"b":12345678901234567890,"c":59.970000000000006}');
    expect(value).toMatchObject({ a: 1.5, c: 59.970000000000006 });
  });

  it("takes the last of two fields with one name, as JSON.parse does", () => {
    expect(readJson('{"a":1,"a":2,"n":1e999}').value).toMatchObject({ a: 2 });
  });

  it("reads what is too deep for the careful parser all the same", () => {
    const deep = `[1e400,${"[".repeat(20_000)}${"]".repeat(20_000)}]`;
    expect(() => readJson(deep)).not.toThrow();
  });

  it("gives any JSON value back as it was", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { value, stringify } = readJson(text);
        expect(stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });
});
