import { describe, expect, it } from "vitest";
import { readAnswer, readRetryAfter } from "../../src/core/index.js";

const now = Date.UTC(2024, 4, 1);
const read = (status: number, body = "", retryAfter?: string, count = 1) =>
  readAnswer({ status, body, retryAfter }, now, count);
const refusal = (message = "Not so.") => JSON.stringify({ success: false, code: "a_code", message });
/** What a firewall, a proxy or a hotel's network says, and what is nearly a refusal. */
const FOREIGN = [
  "",
  "<h1>403 Forbidden</h1>",
  "null",
  "[]",
  '{"success":"false"}',
  '{"error":"no"}',
  '"false"',
];

describe("an answer", () => {
  it("of a collector ends the batch as sent", () => {
    expect(read(200, '{"success":true,"accepted":3,"rejected":[]}')).toEqual({ kind: "sent", rejected: [] });
    expect(read(200, '{"success":true}')).toEqual({ kind: "sent", rejected: [] });
  });

  it("names the events that were refused", () => {
    const rejected = [{ index: 1, messageId: "m", code: "id_missing", message: "Give it a userId." }];
    expect(read(200, JSON.stringify({ success: true, accepted: 1, rejected }))).toEqual({
      kind: "sent",
      rejected: [{ index: 1, code: "id_missing", message: "Give it a userId." }],
    });
  });

  it("with entries that are none harms nothing", () => {
    const body = '{"success":true,"rejected":[null,7,{"index":"x"}]}';
    expect(read(200, body)).toMatchObject({ kind: "sent", rejected: [{}, {}, {}] });
  });

  it.each([
    "",
    "<html>Welcome to the hotel's network</html>",
    "null",
    "[]",
    '{"success":false}',
    '{"ok":true}',
  ])("with status 200 that is no collector's is tried again: %s", (body) => {
    expect(read(200, body)).toMatchObject({ kind: "retryable", code: "not_a_collector" });
  });

  it.each([408, 425, 429, 500, 501, 502, 503, 504, 301, 302, 307, 404])("%i is tried again", (status) => {
    expect(read(status)).toMatchObject({ kind: "retryable", code: `http_${status}` });
  });

  it.each([408, 429, 500, 503, 404])("%i of the collector is tried again", (status) => {
    expect(read(status, refusal())).toMatchObject({ kind: "retryable", code: `http_${status}` });
  });

  it.each([400, 401, 402, 403, 405, 410, 413, 415, 422, 451])(
    "%i of another machine is tried again",
    (status) => {
      for (const body of FOREIGN) {
        expect(read(status, body)).toMatchObject({ kind: "retryable", code: `http_${status}` });
      }
    },
  );

  it.each([400, 402, 403, 405, 410, 415, 422])("%i of the collector lets the batch go", (status) => {
    expect(read(status, refusal())).toMatchObject({
      kind: "rejected",
      reason: "rejected",
      code: `http_${status}`,
      message: expect.stringContaining("Not so."),
    });
  });

  it("401 blames the write key", () => {
    expect(read(401, refusal())).toMatchObject({
      kind: "rejected",
      reason: "unauthorized",
      code: "http_401",
    });
  });

  it("413 asks for smaller batches", () => {
    expect(read(413, refusal())).toMatchObject({ kind: "too_large", code: "http_413" });
    expect(read(413, "<h1>Too large</h1>", undefined, 2)).toMatchObject({ kind: "too_large" });
  });

  it("carries the wait that the collector asks for", () => {
    expect(read(503, "", "7")).toMatchObject({ kind: "retryable", retryAfterMs: 7_000 });
    expect(read(429, "", "0")).toMatchObject({ kind: "retryable", retryAfterMs: 0 });
    expect(read(503)).not.toHaveProperty("retryAfterMs");
  });
});

describe("Retry-After", () => {
  it.each([
    ["120", 120_000],
    ["Wed, 01 May 2024 00:00:30 GMT", 30_000],
    ["Wed, 01 May 2024 00:00:00 GMT", 0],
    ["Tue, 30 Apr 2024 00:00:00 GMT", 0],
    ["86400", 300_000],
    ["soon", undefined],
    ["", undefined],
    [undefined, undefined],
    [null, undefined],
  ])("%s means %s ms", (header, delay) => {
    expect(readRetryAfter(header, now)).toBe(delay);
  });
});
