import { describe, expect, it } from "vitest";
import { checkCall, type EventFields } from "../../src/core/index.js";

const check = (type: Parameters<typeof checkCall>[0], fields: unknown) =>
  checkCall(type, fields as EventFields)?.code;

describe("a call is taken", () => {
  it.each([
    ["track", { userId: "u1", event: "Order Completed", properties: { order_id: "o1" } }],
    ["track", { anonymousId: "a1", userId: null, event: "x", properties: null, context: {}, timestamp: 0 }],
    ["track", { userId: 0, event: "x", timestamp: new Date(), messageId: "m1" }],
    ["identify", { userId: 17, anonymousId: "a1", traits: { email: "a@b.example" } }],
    ["page", { anonymousId: "a1" }],
    ["screen", { anonymousId: "a1", name: "Cart", category: null }],
    ["group", { userId: "u1", groupId: "g1" }],
    ["alias", { userId: "u1", previousId: "a1" }],
    ["track", { userId: "u1", event: "x", timestamp: "a text is for the collector to judge" }],
  ] as const)("%s %j", (type, fields) => {
    expect(check(type, fields)).toBeUndefined();
  });
});

describe("a call is refused, with a code", () => {
  const track = { userId: "u1", event: "x" };
  it.each([
    ["not_an_object", "track", undefined],
    ["not_an_object", "track", null],
    ["not_an_object", "track", "Order Completed"],
    ["not_an_object", "track", [track]],
    ["not_an_object", "track", () => track],
    ["event_missing", "track", { userId: "u1" }],
    ["event_missing", "track", { userId: "u1", event: "" }],
    ["event_missing", "track", { userId: "u1", event: 7 }],
    ["id_missing", "track", { event: "x" }],
    ["id_missing", "identify", { userId: "", anonymousId: null }],
    ["id_type", "page", { userId: {} }],
    ["id_type", "page", { anonymousId: Number.NaN }],
    ["id_type", "page", { userId: 1n }],
    ["group_id_missing", "group", { userId: "u1" }],
    ["previous_id_missing", "alias", { userId: "u1" }],
    ["user_id_missing", "alias", { previousId: "a1", anonymousId: "a2" }],
    ["message_id_type", "track", { ...track, messageId: "" }],
    ["message_id_type", "track", { ...track, messageId: 7 }],
    ["timestamp_invalid", "track", { ...track, timestamp: new Date("no") }],
    ["timestamp_invalid", "track", { ...track, timestamp: Number.POSITIVE_INFINITY }],
    ["timestamp_invalid", "track", { ...track, timestamp: {} }],
    ["field_type", "track", { ...track, properties: "a" }],
    ["field_type", "track", { ...track, properties: [] }],
    ["field_type", "identify", { userId: "u1", traits: 7 }],
    ["field_type", "track", { ...track, context: "web" }],
    ["field_type", "track", { ...track, integrations: false }],
    ["field_type", "page", { userId: "u1", name: 7 }],
    ["field_type", "page", { userId: "u1", category: {} }],
  ] as const)("%s: %s", (code, type, fields) => {
    expect(check(type, fields)).toBe(code);
  });

  it("says what to do", () => {
    expect(checkCall("track", { event: "x" })?.message).toBe(
      "track() needs a `userId` or an `anonymousId` that is not empty.",
    );
  });
});
