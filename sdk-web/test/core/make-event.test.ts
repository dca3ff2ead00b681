import { describe, expect, it } from "vitest";
import { createEventMaker, type EventFields } from "../../src/core/index.js";

const now = Date.UTC(2024, 4, 1, 10, 0, 0, 7);
const library = { name: "test", version: "1.2.3" };
const make = createEventMaker({ library, messageIds: () => "m1", byteLength: Buffer.byteLength });

const track = (fields: object) => make("track", { userId: "u1", event: "x", ...fields }, now);
const sent = (fields: object) => {
  const made = track(fields);
  if ("reason" in made) throw new Error(made.message);
  expect(made.bytes).toBe(Buffer.byteLength(made.json));
  return JSON.parse(made.json);
};

describe("an event", () => {
  it("holds what the call says, an id, the time and the library, and nothing else", () => {
    expect(sent({ properties: { a: 1 } })).toEqual({
      type: "track",
      messageId: "m1",
      timestamp: "2024-05-01T10:00:00.007Z",
      userId: "u1",
      event: "x",
      properties: { a: 1 },
      context: { library },
    });
  });

  it.each([
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [86_400_000, "1970-01-02T00:00:00.000Z"],
    ["2011-01-05T08:26:00", "2011-01-05T08:26:00"],
    [undefined, "2024-05-01T10:00:00.007Z"],
    [null, "2024-05-01T10:00:00.007Z"],
  ])("happened when its caller says: %s", (timestamp, expected) => {
    expect(sent({ timestamp }).timestamp).toBe(expected);
  });

  it("keeps a message id that it is given", () => {
    expect(sent({ messageId: "order-17" }).messageId).toBe("order-17");
    expect(sent({ messageId: null }).messageId).toBe("m1");
  });

  it("has its caller's context beside the library, which may be named otherwise", () => {
    expect(sent({ context: { test: true } }).context).toEqual({ library, test: true });
    expect(sent({ context: { library: { name: "mine" } } }).context).toEqual({ library: { name: "mine" } });
  });

  it("carries dates as ISO text, and text without the halves of cut emojis", () => {
    const made = track({ properties: { at: new Date(0), text: "ok \ud800" } });
    expect("json" in made && made.json).toContain('{"at":"1970-01-01T00:00:00.000Z","text":"ok "}');
  });

  it("reads fields through getters and prototypes", () => {
    class Call {
      get userId() {
        return "u7";
      }
      event = "x";
    }
    const made = make("track", new Call(), now);
    expect("json" in made && JSON.parse(made.json ?? "")).toMatchObject({ userId: "u7", event: "x" });
  });
});

describe("no event is made, and nothing is thrown", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const deep = () => {
    let value: unknown = 1;
    for (let level = 0; level < 100_000; level++) value = [value];
    return value;
  };
  const throwing = (error: unknown) => ({
    get price() {
      throw error;
    },
  });

  it.each([
    ["a BigInt", { properties: { price: 10n } }],
    ["a cycle", { properties: cycle }],
    ["depth without end", { properties: { deep: deep() } }],
    ["a getter that throws", { properties: throwing(new Error("no price")) }],
    ["a getter that throws something without a text", { properties: throwing(Object.create(null)) }],
    ["a toJSON that throws", { properties: { toJSON: () => throwing(1).price } }],
    ["a context whose getter throws", { context: throwing(1) }],
    ["a proxy that was revoked", { context: revoked() }],
  ])("of %s", (_, fields) => {
    expect(track(fields)).toMatchObject({ reason: "not_serialisable", message: expect.any(String) });
  });

  it("of a field whose getter throws", () => {
    const fields = Object.defineProperty({}, "userId", { get: () => throwing(1).price });
    expect(make("track", fields as EventFields, now)).toMatchObject({ reason: "not_serialisable" });
  });

  it("of more than 32 KiB", () => {
    const fits = 32 * 1024 - Buffer.byteLength(JSON.stringify(sent({ properties: { text: "" } })));
    expect(sent({ properties: { text: "x".repeat(fits) } }).properties.text).toHaveLength(fits);
    expect(track({ properties: { text: "x".repeat(fits + 1) } })).toMatchObject({
      reason: "too_large",
      code: "event_too_large",
      messageId: "m1",
    });
    expect(track({ properties: { text: "\u0633".repeat(17_000) } })).toMatchObject({ reason: "too_large" });
    expect(track({ properties: { text: "x".repeat(1024 * 1024) } })).toMatchObject({ reason: "too_large" });
  });

  it("but an order of 2,000 lines is made", () => {
    const line = { product_id: "p-1", name: "Teapot", price: 19.9, quantity: 1, note: "x".repeat(100) };
    const order = (lines: number) =>
      track({ properties: { order_id: "o", products: Array(lines).fill(line) } });
    expect(order(2_000)).toMatchObject({ messageId: "m1" });
    expect(order(4_000)).toMatchObject({ reason: "too_large", message: expect.stringContaining("480000") });
  });

  it("of a call that lacks something", () => {
    expect(make("track", { userId: "u1" }, now)).toMatchObject({ reason: "invalid", code: "event_missing" });
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
