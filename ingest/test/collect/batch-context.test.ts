import { expect, it } from "vitest";
import { MAX_COPIED_BYTES } from "../../src/collect/batch-context.js";
import { readJson } from "../../src/collect/json.js";
import { receive } from "../../src/collect/receive.js";
import { privacyOf } from "../../src/event/privacy/privacy.js";
import { readConfig } from "../../src/settings/config.js";
import type { LogRecords } from "../../src/store/event-log/event-log.js";

const KIB = 1024;
const privacy = privacyOf(readConfig({ env: {} }));
const key = { id: "key", source: { id: "shop", currency: "EUR", timeZone: "UTC" }, kind: "server" } as const;

/** What becomes of a request, up to the event log. */
async function received(context: unknown, events: readonly object[]) {
  const appended: LogRecords[] = [];
  const log = {
    append: async (records: LogRecords) => void appended.push(records),
    unavailable: () => undefined,
    pending: () => 0,
    close: async () => {},
  };
  const { value, stringify } = readJson(JSON.stringify({ context, batch: events }));
  const { batch, context: shared } = value as { batch: unknown[]; context: Record<string, unknown> };
  const facts = { key, stringify, receivedAt: Date.now(), sender: {}, browser: undefined };
  const answer = await receive({ events: batch, context: shared }, facts, { log, privacy });
  const { events: rows = [], deadLetters = [] } = appended[0] ?? {};
  return { answer, rows, deadLetters };
}

const event = (bytes = 0) => ({
  type: "track",
  userId: "u",
  event: "Viewed",
  properties: bytes > 0 ? { a: "x".repeat(bytes) } : {},
});

it("counts a batch's context to the size of each of its events", async () => {
  const { answer, rows } = await received({ app: "x".repeat(20 * KIB) }, [
    event(),
    event(13 * KIB),
    event(11 * KIB),
  ]);
  expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: "event_too_large" }] });
  expect(rows).toHaveLength(2);
  for (const row of rows) expect(row).toContain("x".repeat(20 * KIB));
});

it("refuses every event of a batch whose context alone is over an event's size, without copying it", async () => {
  const { answer, rows, deadLetters } = await received(
    { app: "x".repeat(40 * KIB) },
    Array(40).fill(event()),
  );
  expect(answer).toMatchObject({ accepted: 0, rejected: Array(40).fill({ code: "event_too_large" }) });
  expect(rows).toEqual([]);
  expect(deadLetters.join("").length).toBeLessThan(40 * KIB);
});

it("refuses a batch whose events with their context are too much in all", async () => {
  await expect(received({ app: "x".repeat(10 * KIB) }, Array(250).fill(event()))).rejects.toMatchObject({
    code: "batch_too_large",
    statusCode: 413,
  });
});

it.each([
  ["plain text", "x"],
  ["quotes, which are escaped twice", '"'],
  ["letters of three bytes", "\u2713"],
])("makes of a batch with a context of %s no more than a bounded amount of rows", async (_, letter) => {
  for (const events of [1, 10, 100, 1_000, 2_500]) {
    for (const bytes of [100, 1_000, 3_000, 8_000, 30_000, 400_000]) {
      const text = letter.repeat(bytes / Buffer.byteLength(letter));
      const made = await received({ app: text }, Array(events).fill(event())).catch((error) => {
        expect(error).toMatchObject({ code: "batch_too_large" });
        return { rows: [] as string[], deadLetters: [] as string[] };
      });
      const chars = [...made.rows, ...made.deadLetters].reduce((sum, row) => sum + row.length, 0);
      expect(chars).toBeLessThan(2 * MAX_COPIED_BYTES + events * KIB);
    }
  }
});

it("refuses the events of a batch whose context nests too deep", async () => {
  let deep: unknown = {};
  for (let level = 0; level < 100; level++) deep = { deep };
  const { answer } = await received(deep, [event(), event()]);
  expect(answer).toMatchObject({ accepted: 0, rejected: [{ code: "too_deep" }, { code: "too_deep" }] });
});
