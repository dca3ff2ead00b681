import fc from "fast-check";

/** Names of fields that a conversion by hand would call or follow. */
export const HOSTILE_NAMES = [
  "toString",
  "valueOf",
  "toJSON",
  "then",
  "constructor",
  "__proto__",
  "length",
  "value",
  "isLosslessNumber",
] as const;

/** Draws parsed JSON in which hostile names stand at every depth, each with a value of any form. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom<unknown>(null, 1, "1", "x", true, [], {}),
    fc
      .array(fc.tuple(fc.constantFrom(...HOSTILE_NAMES, "name", "id"), tie("value")), {
        minLength: 1,
        maxLength: 4,
      })
      // As JSON.parse does it: __proto__ is a field like any other.
      .map((fields) => {
        const object = {};
        for (const [name, value] of fields)
          Object.defineProperty(object, name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        return object;
      }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
})).value;
