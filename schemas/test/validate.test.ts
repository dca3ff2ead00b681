import { LosslessNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { EVENT_PROBLEMS, type EventProblemCode } from "../src/event-problem.js";
import { validateEvent } from "../src/validate.js";

const who = { userId: "u-1" };
const long = "x".repeat(513);

const accepted: [string, unknown][] = [
  ["a track of a known user", { type: "track", event: "Signed Up", ...who }],
  ["a track of a stranger", { type: "track", event: "Signed Up", userId: null, anonymousId: "a-1" }],
  ["ids that are numbers", { type: "track", event: "Signed Up", userId: 42, messageId: 7 }],
  ["an empty userId beside an anonymousId", { type: "page", userId: "", anonymousId: "a-1" }],
  [
    "fields that are null",
    { type: "page", ...who, name: null, properties: null, context: null, timestamp: null },
  ],
  [
    "an order by its order_id",
    { type: "track", event: "Order Completed", ...who, properties: { order_id: "o" } },
  ],
  [
    "an order whose id is a number",
    { type: "track", event: "Order Refunded", ...who, properties: { order_id: 9 } },
  ],
  ["a GA4 purchase", { type: "track", event: "purchase", ...who, properties: { transaction_id: "t" } }],
  [
    "an order_id of null beside a transaction_id",
    { type: "track", event: "purchase", ...who, properties: { order_id: null, transaction_id: "t" } },
  ],
  [
    "commerce properties of any type",
    {
      type: "track",
      event: "Order Completed",
      ...who,
      properties: { order_id: 1, revenue: {}, products: "none" },
    },
  ],
  ["context of any content", { type: "screen", ...who, context: { page: 1, library: [] } }],
  ["an empty object as PHP writes it", { type: "page", ...who, properties: [], traits: [], context: [] }],
  ["a time in RudderStack's field", { type: "page", ...who, originalTimestamp: "2024-05-01T10:00:00Z" }],
  ["a time in seconds", { type: "page", ...who, timestamp: 1740830400 }],
  ["an identify without traits", { type: "identify", anonymousId: "a-1" }],
  ["a group", { type: "group", ...who, groupId: "g" }],
  ["an alias", { type: "alias", previousId: "a-1", ...who }],
  ["an id of 512 characters", { type: "page", userId: "x".repeat(512) }],
  ["a time in the year 9999", { type: "page", ...who, timestamp: "9999-12-31T23:59:59.999Z" }],
  ["a time in the year 1", { type: "page", ...who, timestamp: "0001-01-01" }],
  ["unknown fields", { type: "page", ...who, version: 2, channel: "server", __proto: 1 }],
  ["NUL and lone surrogates", { type: "track", event: "a\u0000b", userId: "u\ud800" }],
];

const refused: [EventProblemCode, string, unknown][] = [
  ["invalid_event", "a number", 1],
  ["invalid_event", "null", null],
  ["invalid_event", "an array", []],
  ["invalid_event", "a text", "track"],
  ["invalid_type", "an empty object", {}],
  ["invalid_type", "an unknown type", { type: "purchase", ...who }],
  ["invalid_type", "a type of the wrong type", { type: ["track"], ...who }],
  ["invalid_type", "a type that objects inherit", { type: "constructor", ...who }],
  ["invalid_message_id", "a messageId of 513 characters", { type: "page", ...who, messageId: long }],
  [
    "invalid_message_id",
    "an infinite messageId",
    { type: "page", ...who, messageId: Number.POSITIVE_INFINITY },
  ],
  ["invalid_user_id", "a userId that is an object", { type: "page", userId: {} }],
  ["invalid_user_id", "a userId that is too long", { type: "page", userId: long, anonymousId: "a" }],
  ["invalid_anonymous_id", "an anonymousId that is a list", { type: "page", ...who, anonymousId: ["a"] }],
  ["missing_identity", "nobody", { type: "page" }],
  ["missing_identity", "two ids that say nothing", { type: "page", userId: null, anonymousId: "" }],
  ["missing_identity", "an alias without userId", { type: "alias", previousId: "a", anonymousId: "a" }],
  ["missing_identity", "an alias whose userId is null", { type: "alias", previousId: "a", userId: null }],
  ["invalid_event_name", "a track without a name", { type: "track", ...who }],
  ["invalid_event_name", "a track with an empty name", { type: "track", event: "", ...who }],
  ["invalid_event_name", "a track with a name too long", { type: "track", event: long, ...who }],
  ["invalid_event_name", "a track whose name is a number", { type: "track", event: 5, ...who }],
  ["invalid_name", "a page whose name is an object", { type: "page", ...who, name: {} }],
  ["invalid_name", "a category that is a number", { type: "screen", ...who, category: 5 }],
  [
    "invalid_timestamp",
    "RudderStack's time that is none",
    { type: "page", ...who, originalTimestamp: "now" },
  ],
  ["invalid_timestamp", "a year of the Persian calendar", { type: "page", ...who, timestamp: "1403-12-30" }],
  ["invalid_timestamp", "digits of a date", { type: "page", ...who, timestamp: 20250301 }],
  [
    "invalid_properties",
    "properties that are a list",
    { type: "track", event: "x", ...who, properties: [1] },
  ],
  [
    "invalid_properties",
    "properties on a call that has none",
    { type: "group", groupId: 1, ...who, properties: 1 },
  ],
  ["invalid_traits", "traits that are a text", { type: "identify", ...who, traits: "blue" }],
  ["invalid_context", "a context that is a number", { type: "alias", previousId: 1, ...who, context: 5 }],
  ["invalid_timestamp", "a time in words", { type: "page", ...who, timestamp: "yesterday" }],
  ["invalid_timestamp", "a day that there isn't", { type: "page", ...who, timestamp: "2024-02-30" }],
  ["invalid_timestamp", "a time beyond all calendars", { type: "page", ...who, timestamp: 1e300 }],
  ["missing_order_id", "an order without properties", { type: "track", event: "Order Completed", ...who }],
  [
    "missing_order_id",
    "an order without id",
    { type: "track", event: "Order Cancelled", ...who, properties: {} },
  ],
  [
    "missing_order_id",
    "an order whose id is empty",
    { type: "track", event: "Completed Order", ...who, properties: { order_id: "" } },
  ],
  [
    "missing_order_id",
    "an order whose id is a list",
    { type: "track", event: "refund", ...who, properties: { transaction_id: ["t"] } },
  ],
  ["missing_group_id", "a group without groupId", { type: "group", ...who }],
  ["missing_group_id", "a group whose groupId is empty", { type: "group", groupId: "", ...who }],
  ["invalid_group_id", "a groupId of the wrong type on another call", { type: "page", groupId: {}, ...who }],
  ["invalid_previous_id", "an alias without previousId", { type: "alias", ...who }],
  ["invalid_previous_id", "an alias whose previousId is null", { type: "alias", previousId: null, ...who }],
];

const exact = (digits: string) => new LosslessNumber(digits);
const order = { type: "track", event: "Order Completed", ...who };

describe("validateEvent, of numbers that a reader kept digit for digit", () => {
  it.each([
    [
      "ids",
      { type: "page", userId: exact("12345678901234567890"), messageId: exact("98765432109876543210") },
    ],
    ["an order's id", { ...order, properties: { order_id: exact("12345678901234567890") } }],
    ["a time", { type: "page", ...who, timestamp: exact("1714559415000.00000001") }],
    ["anything in properties", { ...order, properties: { order_id: 1, total: exact("1e400") } }],
  ])("accepts %s", (_, event) => {
    expect(validateEvent(event)).toBeUndefined();
  });

  it.each([
    ["invalid_user_id", "an id that no double can hold", { type: "page", userId: exact("1e400") }],
    ["missing_order_id", "such an order's id", { ...order, properties: { order_id: exact("1e400") } }],
    [
      "invalid_properties",
      "one in the place of properties",
      { ...order, properties: exact("12345678901234567890") },
    ],
    [
      "invalid_traits",
      "one in the place of traits",
      { type: "page", ...who, traits: exact("12345678901234567890") },
    ],
    ["invalid_name", "one for a name", { type: "page", ...who, name: exact("12345678901234567890") }],
  ])("answers %s to %s", (code, _, event) => {
    expect(validateEvent(event)?.code).toBe(code);
  });
});

describe("validateEvent", () => {
  it.each(accepted)("accepts %s", (_, event) => {
    expect(validateEvent(event)).toBeUndefined();
  });

  it.each(refused)("answers %s to %s", (code, _, event) => {
    expect(validateEvent(event)).toEqual({ code, message: EVENT_PROBLEMS[code] });
  });

  it("has an example of every problem", () => {
    expect(new Set(refused.map(([code]) => code))).toEqual(new Set(Object.keys(EVENT_PROBLEMS)));
  });

  it("takes no notice of how deep properties nest", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`);
    expect(validateEvent({ type: "track", event: "x", ...who, properties: deep })).toBeUndefined();
    expect(validateEvent({ type: "track", event: "x", properties: deep })?.code).toBe("missing_identity");
  });

  it("does not take a __proto__ key for a field", () => {
    const event = JSON.parse('{"type":"page","__proto__":{"userId":"u-1"},"constructor":{"prototype":{}}}');
    expect(validateEvent(event)?.code).toBe("missing_identity");
  });
});
