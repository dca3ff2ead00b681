import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCollector, type TestCollector } from "./collector.js";

let collector: TestCollector;

beforeAll(async () => {
  collector = await startCollector();
});

afterAll(async () => {
  await collector.stop();
});

const event = (more: Record<string, unknown> = {}) => ({
  type: "track",
  messageId: randomUUID(),
  userId: "u1",
  event: "Product Viewed",
  timestamp: new Date().toISOString(),
  ...more,
});
const batch = (...events: unknown[]) => JSON.stringify({ batch: events, sentAt: new Date().toISOString() });
const stored = (messageId: unknown) =>
  collector.rows(`SELECT * FROM events WHERE message_id = '${String(messageId).replaceAll("'", "\\'")}'`);

describe("what clients send", () => {
  it.each(["/v1/batch", "/v1/b", "/v1/import", "/v1/batch/"])("takes a batch at %s", async (path) => {
    const sent = [event(), event({ type: "page", name: "Home" })];
    const answer = await collector.post(path, batch(...sent));
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 2, rejected: [] } });
    for (const { messageId } of sent) expect(await stored(messageId)).toHaveLength(1);
  });

  it.each([
    ["track", "t", { event: "Signed Up" }],
    ["identify", "i", { traits: { email: "a@example.com" } }],
    ["page", "p", { name: "Home" }],
    ["screen", "s", { name: "Main" }],
    ["group", "g", { groupId: "g1" }],
    ["alias", "a", { previousId: "a0" }],
  ])("takes one %s event at its address and its alias", async (type, alias, fields) => {
    for (const path of [`/v1/${type}`, `/v1/${alias}`]) {
      const { type: _, event: __, ...rest } = event();
      const single = { ...rest, ...fields, sentAt: new Date().toISOString() };
      expect(await collector.post(path, JSON.stringify(single))).toMatchObject({
        status: 200,
        body: { accepted: 1 },
      });
      expect(await stored(single.messageId)).toMatchObject([{ type, user_id: "u1", source_id: "shop" }]);
    }
  });

  it.each([
    ["Bearer", () => ({ headers: { authorization: `Bearer ${collector.writeKey}` } })],
    ["the body", () => ({ headers: { authorization: "" }, body: { writeKey: collector.writeKey } })],
    ["the address", () => ({ headers: { authorization: "" }, query: `?writeKey=${collector.writeKey}` })],
  ])("takes the write key from %s", async (_, parts) => {
    const {
      headers,
      body = {},
      query = "",
    } = parts() as { headers?: Record<string, string>; body?: object; query?: string };
    const answer = await collector.post(
      `/v1/track${query}`,
      JSON.stringify({ ...event(), ...(body as object) }),
      headers,
    );
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it.each([
    ["JSON as plain text", "text/plain", undefined],
    ["gzip", "application/json", "gzip"],
    ["gzip without a label", "application/json", undefined],
    ["gzip called form data", "application/x-www-form-urlencoded", undefined],
  ])("reads %s", async (name, type, encoding) => {
    const one = event();
    const body = name.startsWith("gzip") ? gzipSync(batch(one)) : batch(one);
    const headers = { "content-type": type, ...(encoding ? { "content-encoding": encoding } : {}) };
    expect(await collector.post("/v1/batch", body, headers)).toMatchObject({
      status: 200,
      body: { accepted: 1 },
    });
    expect(await stored(one.messageId)).toHaveLength(1);
  });

  it.each([
    [
      "a shop's own headers",
      "x-csrf-token,x-requested-with,authorization",
      "x-csrf-token,x-requested-with,authorization",
    ],
    [
      "what is no list of names",
      "x-a(b),\u00e9",
      "authorization, content-type, content-encoding, x-retry-count",
    ],
    [
      "a list without an end",
      "x,".repeat(4_000),
      "authorization, content-type, content-encoding, x-retry-count",
    ],
  ])("answers a preflight about %s", async (_, asked, allowed) => {
    const response = await fetch(`${collector.collector}/v1/batch`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-headers")).toBe(allowed);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(response.headers.get("access-control-allow-credentials")).toBe("true");
  });

  it("answers a browser's preflight so that it is not asked again for a day", async () => {
    const response = await fetch(`${collector.collector}/v1/batch`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,content-encoding,x-retry-count",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(response.headers.get("access-control-max-age")).toBe("86400");
    for (const header of ["authorization", "content-type", "content-encoding", "x-retry-count"]) {
      expect(response.headers.get("access-control-allow-headers")).toContain(header);
    }
  });
});

describe("one message is one row", () => {
  it("whatever sentAt it is sent again with, in whatever order, and keeps what came first", async () => {
    const first = event({ event: "Order Completed", properties: { order_id: "R1", revenue: 10 } });
    const clocks = [0, -86_400_000, 3_600_000, 86_400_000].map((skew) =>
      new Date(Date.now() + skew).toISOString(),
    );
    for (const sentAt of clocks)
      await collector.post("/v1/batch", JSON.stringify({ batch: [first, first], sentAt }));
    const rows = await stored(first.messageId);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ timestamp_rule: "sender" });
  });

  it("also when it came without a messageId", async () => {
    const { messageId: _, ...anonymous } = event({ event: `Nameless ${randomUUID()}` });
    for (let i = 0; i < 3; i++) await collector.post("/v1/batch", batch(anonymous));
    expect(
      await collector.rows(`SELECT message_id FROM events WHERE event = '${anonymous.event}'`),
    ).toHaveLength(1);
  });
});

describe("a body that is refused as a whole", () => {
  it.each<[string, () => BodyInit, number, string]>([
    ["not JSON", () => "{batch", 400, "invalid_json"],
    ["empty", () => "", 400, "invalid_json"],
    ["a JSON array", () => "[]", 400, "invalid_body"],
    ["a JSON number", () => "12", 400, "invalid_body"],
    ["null", () => "null", 400, "invalid_body"],
    ["without a batch", () => "{}", 400, "invalid_body"],
    ["broken gzip", () => new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]), 400, "invalid_encoding"],
    ["2,501 events", () => batch(...Array.from({ length: 2501 }, () => 0)), 413, "batch_too_large"],
    ["501 KiB", () => batch(event({ properties: { a: "x".repeat(501 * 1024) } })), 413, "body_too_large"],
    ["501 KiB after gzip", () => gzipSync(batch("x".repeat(501 * 1024))), 413, "body_too_large"],
    ["a gzip bomb of 200 MB", () => gzipSync(Buffer.alloc(200 * 1024 * 1024)), 413, "body_too_large"],
  ])("%s", async (_, body, status, code) => {
    const before = process.memoryUsage().rss;
    const answer = await collector.post("/v1/batch", body());
    expect(answer).toMatchObject({ status, body: { success: false, code, message: expect.any(String) } });
    if (code === "body_too_large") expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it.each([
    ["unknown", { authorization: `Basic ${btoa("wk_guess:")}` }, "unknown_write_key"],
    ["unknown as Bearer", { authorization: "Bearer wk_guess" }, "unknown_write_key"],
    ["missing", { authorization: "" }, "missing_write_key"],
    ["not readable", { authorization: "Basic" }, "missing_write_key"],
  ])("a key that is %s", async (_, headers, code) => {
    const one = event();
    expect(await collector.post("/v1/batch", batch(one), headers)).toMatchObject({
      status: 401,
      body: { code },
    });
    expect(await stored(one.messageId)).toHaveLength(0);
  });

  it("a batch whose context would become gigabytes once each event has it", async () => {
    const events = Array.from({ length: 2_500 }, () => ({ type: "page", userId: "u" }));
    const context = { note: "x".repeat(20_000) };
    expect(await collector.post("/v1/batch", JSON.stringify({ batch: events, context }))).toMatchObject({
      status: 413,
      body: { code: "batch_too_large" },
    });
    const few = JSON.stringify({ batch: [event()], context });
    expect(await collector.post("/v1/batch", few)).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it("an address or a method that there is not", async () => {
    expect(await collector.post("/v1/nothing", "{}")).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    const got = await fetch(`${collector.collector}/v1/batch`);
    expect(got.status).toBe(405);
    expect(await got.json()).toMatchObject({ code: "method_not_allowed" });
  });
});

describe("one bad event harms no other", () => {
  it.each<[string, unknown, string]>([
    ["no object", 5, "invalid_event"],
    ["null", null, "invalid_event"],
    ["a list", [], "invalid_event"],
    ["an unknown type", event({ type: "buy" }), "invalid_type"],
    ["a number for its name", event({ event: 5 }), "invalid_event_name"],
    ["no name", event({ event: undefined }), "invalid_event_name"],
    ["nobody", event({ userId: null }), "missing_identity"],
    ["an object for its user", event({ userId: { id: 1 } }), "invalid_user_id"],
    ["text for its properties", event({ properties: "x" }), "invalid_properties"],
    ["a list for its context", event({ context: [1] }), "invalid_context"],
    ["a date of the Persian calendar", event({ timestamp: "1403-12-30T10:00:00Z" }), "invalid_timestamp"],
    ["no date for its time", event({ timestamp: "yesterday" }), "invalid_timestamp"],
    ["an order without its id", event({ event: "Order Completed", properties: {} }), "missing_order_id"],
    ["33 KiB", event({ properties: { a: "x".repeat(33 * 1024) } }), "event_too_large"],
    ["33 KiB of two-byte letters", event({ properties: { a: "é".repeat(17 * 1024) } }), "event_too_large"],
    ["a message id of 600 letters", event({ messageId: "m".repeat(600) }), "invalid_message_id"],
  ])("an event with %s is refused beside two good ones", async (_, bad, code) => {
    const [before, after] = [event(), event()];
    const body = `{"batch":[${[before, bad, after].map((e) => JSON.stringify(e)).join(",")}]}`;
    const answer = await collector.post("/v1/batch", body);
    expect(answer).toMatchObject({ status: 200, body: { success: true, accepted: 2 } });
    const messageId = (bad as { messageId?: string } | null)?.messageId ?? null;
    expect(answer.body.rejected).toEqual([{ index: 1, messageId, code, message: expect.any(String) }]);
    for (const { messageId } of [before, after]) expect(await stored(messageId)).toHaveLength(1);
    const letters = await collector.rows<{ body: string }>(
      `SELECT body FROM dead_letters FINAL WHERE code = '${code}'`,
    );
    expect(letters.length).toBeGreaterThan(0);
    expect(letters.some((letter) => JSON.stringify(bad).startsWith(letter.body.slice(0, 100)))).toBe(true);
  });

  it("an event of 10,000 levels is refused beside two good ones", async () => {
    const [before, after] = [event(), event()];
    const deep = `{"type":"track","userId":"u","event":"x","properties":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`;
    const body = `{"batch":[${JSON.stringify(before)},${deep},${JSON.stringify(after)}]}`;
    expect(await collector.post("/v1/batch", body)).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: [{ index: 1, messageId: null, code: "too_deep" }] },
    });
    for (const { messageId } of [before, after]) expect(await stored(messageId)).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["a NUL", { userId: "a\0b", properties: { a: "\0" } }, { user_id: "ab" }],
    ["a lone surrogate", { userId: "u\ud800", properties: { a: "\udc00" } }, { user_id: "u\ufffd" }],
    ["a time in the year 9999", { timestamp: "9999-12-31T23:59:59Z" }, { timestamp_rule: "received" }],
    ["a time in the year 1", { timestamp: "0001-01-01T00:00:00Z" }, { timestamp_rule: "received" }],
    [
      "a time an hour ahead",
      { timestamp: new Date(Date.now() + 3_600_000).toISOString() },
      { timestamp_rule: "received" },
    ],
    ["a number for its user", { userId: 42 }, { user_id: "42" }],
    ["line breaks and tabs in its name", { event: 'a\n\t"\\b' }, { event: 'a\n\t"\\b' }],
  ])("an event with %s is a row like any other", async (_, fields, columns) => {
    const one = event(fields);
    expect(await collector.post("/v1/batch", batch(one))).toMatchObject({
      status: 200,
      body: { accepted: 1 },
    });
    expect(await stored(one.messageId)).toMatchObject([columns]);
  });

  it("puts a clock right that is a day ahead, by the sentAt it sends", async () => {
    const day = 86_400_000;
    const occurred = Date.now() - 60_000;
    const one = event({ timestamp: new Date(occurred + day).toISOString() });
    await collector.post(
      "/v1/batch",
      JSON.stringify({ batch: [one], sentAt: new Date(Date.now() + day).toISOString() }),
    );
    const [row] = await stored(one.messageId);
    expect(row).toMatchObject({ timestamp_rule: "corrected", original_timestamp: one.timestamp });
    const told = Date.parse(`${String(row?.timestamp).replace(" ", "T")}Z`);
    expect(Math.abs(told - occurred)).toBeLessThan(5000);
  });

  it.each([
    ["9007199254740993", "9007199254740993", null],
    ["1e308", "1e308", null],
    ["1e400", "1e400", null],
    ["123456789012.34", "123456789012.34", 123456789012.34],
  ])("keeps the number %s as it was sent", async (number, text, value) => {
    const messageId = randomUUID();
    const body = `{"batch":[{"type":"track","messageId":"${messageId}","userId":"u","event":"Order Completed","properties":{"order_id":"N","revenue":${number}}}]}`;
    expect(await collector.post("/v1/batch", body)).toMatchObject({ status: 200, body: { accepted: 1 } });
    const [row] = await stored(messageId);
    expect(row?.properties).toBe(`{"order_id":"N","revenue":${text}}`);
    if (value !== null) expect(Number(row?.order_value)).toBe(value);
  });

  it("keeps __proto__ keys as data", async () => {
    const messageId = randomUUID();
    const body = `{"batch":[{"type":"track","messageId":"${messageId}","userId":"u","event":"x","__proto__":{"admin":true},"properties":{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}}]}`;
    expect(await collector.post("/v1/batch", body)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await stored(messageId)).toMatchObject([
      {
        properties: '{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}',
        extra: '{"__proto__":{"admin":true}}',
      },
    ]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});
