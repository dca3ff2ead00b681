import fc from "fast-check";
import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { orderId } from "../src/order-id.js";
import { validateEvent } from "../src/validate.js";

describe("orderId", () => {
  it.each([
    [{ order_id: "o-1", transaction_id: "t-1" }, "o-1"],
    [{ transaction_id: "t-1" }, "t-1"],
    [{ order_id: null, transaction_id: "t-1" }, "t-1"],
    [{ order_id: "  ", transaction_id: 7 }, "7"],
    [{ order_id: { a: 1 }, transaction_id: "t-1" }, "t-1"],
    [{ order_id: "x".repeat(513), transaction_id: "t-1" }, "t-1"],
    [{ order_id: " o-1\n" }, "o-1"],
    [{ order_id: 0, orderId: "o-1" }, "o-1"],
    [{ transactionId: "t-1", id: "i-1" }, "t-1"],
    [{ id: "i-1" }, "i-1"],
    [{ order_id: "undefined", transaction_id: "t-1" }, "t-1"],
    [{ order_id: "\u06f1\u06f0\u06f0\u06f1" }, "1001"],
    [{ order_id: "\u200e1001\u200e" }, "1001"],
    [{ order_id: '{"toString":1}', transaction_id: "t-1" }, '{"toString":1}'],
    [{ order_id: { toString: 1, valueOf: 2 } }, ""],
    [{ order_id: new LosslessNumber("12345678901234567890") }, "12345678901234567890"],
    [{ order_id: "😀".repeat(512) }, "😀".repeat(512)],
    [{ order_id: "😀".repeat(513) }, ""],
    [{ order_id: Number.POSITIVE_INFINITY }, ""],
    [{}, ""],
    [{ order_id: "۱۰۰۱" }, "1001"],
    [{ order_id: "١٠٠١" }, "1001"],
    [{ order_id: "\u200e1001\u200f" }, "1001"],
    [{ order_id: "\u202b 1001 \u202c" }, "1001"],
    [{ order_id: "Ab-7" }, "Ab-7"],
    [{ order_id: "undefined", transaction_id: "t-1" }, "t-1"],
    [{ order_id: "[object Object]" }, ""],
    [{ order_id: "\u200f" }, ""],
  ])("of %j is %j", (properties, id) => {
    expect(orderId(properties)).toBe(id);
  });

  it("is there exactly when the event is accepted as an order's", () => {
    const blank = fc.constantFrom(" ", "\t", "\u00a0", "\ufeff");
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: blank }),
      fc.string({ unit: "grapheme", minLength: 500, maxLength: 520 }),
      fc.double(),
      fc.jsonValue(),
      fc.constantFrom("undefined", "NULL", "NaN", "none", " null\u200e", "[object Object]", "\u200e"),
    );
    const properties = fc.record({ order_id: value, transaction_id: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(properties, (properties) => {
        const problem = validateEvent({ type: "track", event: "purchase", userId: "u", properties });
        expect(problem?.code).toBe(orderId(properties) === "" ? "missing_order_id" : undefined);
      }),
      { numRuns: 2_000 },
    );
  });
});
