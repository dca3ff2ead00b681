import { MAX_BATCH_BYTES, MAX_EVENT_BYTES } from "@safar/schemas";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOSTILE_NAMES, hostileValue } from "../../../schemas/test/hostile-values.js";
import { readJson } from "../../src/collect/json.js";
import { receive } from "../../src/collect/receive.js";
import type { ReceiveParts } from "../../src/collect/received.js";
import { EVENT_COLUMNS } from "../../src/event/enrich/event-row.js";
import { privacyOf } from "../../src/event/privacy/privacy.js";
import { DEAD_LETTER_COLUMNS } from "../../src/event/validate/dead-letter-row.js";
import { lineText } from "../../src/operate/tail/line-text.js";
import { live } from "../../src/operate/tail/live.js";
import { readConfig } from "../../src/settings/config.js";
import type { LogRecords } from "../../src/store/event-log/event-log.js";

const privacy = privacyOf(readConfig({ env: {} }));
const FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

/** What becomes of a request's body, up to the event log. */
async function received(body: object, parts: Partial<ReceiveParts> = {}) {
  const appended: LogRecords[] = [];
  const log = {
    append: async (records: LogRecords) => void appended.push(records),
    unavailable: () => undefined,
    pending: () => 0,
    close: async () => {},
  };
  const { value, stringify } = readJson(JSON.stringify(body));
  const { batch, context, integrations } = value as {
    batch: unknown[];
    context?: Record<string, unknown>;
    integrations?: Record<string, unknown>;
  };
  const key = { id: "key", source: { id: "shop", currency: "EUR", timeZone: "UTC" }, kind: "web" } as const;
  const facts = { key, stringify, receivedAt: Date.UTC(2026, 2, 1), sender: {}, browser: FIREFOX };
  const answer = await receive({ events: batch, context, integrations }, facts, { log, privacy, ...parts });
  const rows = (appended[0]?.events ?? []).map((row) => named(row, EVENT_COLUMNS));
  const letters = (appended[0]?.deadLetters ?? []).map((row) => named(row, DEAD_LETTER_COLUMNS));
  return { answer, rows, letters };
}

function named(row: string, columns: readonly string[]): Record<string, unknown> {
  const values = JSON.parse(row) as unknown[];
  return Object.fromEntries(columns.map((column, place) => [column, values[place]]));
}

const page = { type: "page", userId: "u" };

describe("one event for which something throws", () => {
  const failing: ReceiveParts["privacy"] = {
    ...privacy,
    keepAddress(context) {
      if ((context as { fails?: boolean } | undefined)?.fails) throw new Error("a fault of ours");
      privacy.keepAddress(context);
    },
  };

  it("is a dead letter with its text, and the others of its batch are rows", async () => {
    const thrown: unknown[] = [];
    const bad = { ...page, messageId: "m2", context: { fails: true } };
    const { answer, rows, letters } = await received(
      { batch: [page, bad, page] },
      { privacy: failing, unforeseen: (error) => thrown.push(error) },
    );
    expect(answer).toMatchObject({
      accepted: 2,
      rejected: [{ index: 1, messageId: "m2", code: "unreadable_event" }],
    });
    expect(rows).toHaveLength(2);
    expect(letters).toMatchObject([{ code: "unreadable_event", body: JSON.stringify(bad) }]);
    expect(thrown).toMatchObject([{ message: "a fault of ours" }]);
  });

  it("keeps nothing of it when it could not be protected", async () => {
    const careless: ReceiveParts["privacy"] = {
      ...privacy,
      protect(value, taken) {
        if ((value as { password?: string }).password) throw new Error("a fault of ours");
        return privacy.protect(value, taken);
      },
    };
    const { answer, letters } = await received(
      { batch: [{ ...page, password: "hunter2" }] },
      { privacy: careless },
    );
    expect(answer).toMatchObject({ accepted: 0, rejected: [{ code: "unreadable_event" }] });
    expect(JSON.stringify(letters)).not.toContain("hunter2");
  });
});

it("an observer that throws changes no answer", async () => {
  const thrown: unknown[] = [];
  const observe = () => {
    throw new Error("an observer's fault");
  };
  const { answer } = await received(
    { batch: [page, 1] },
    { observe, unforeseen: (error) => thrown.push(error) },
  );
  expect(answer).toMatchObject({ accepted: 1, rejected: [{ code: "invalid_event" }] });
  expect(thrown).toHaveLength(1);
});

describe("a stranger's values, at every place and depth", () => {
  it("make each event a row or a dead letter, whoever follows it", async () => {
    const fields = [
      "type",
      "event",
      "userId",
      "anonymousId",
      "previousId",
      "groupId",
      "messageId",
      "name",
      "timestamp",
    ];
    const objects = ["properties", "traits", "context", "integrations"];
    const names = [
      "order_id",
      "revenue",
      "currency",
      "products",
      "cart_id",
      "step",
      "share_via",
      "page",
      "campaign",
    ];
    const object = fc.oneof(
      fc.dictionary(fc.constantFrom(...names, ...HOSTILE_NAMES), hostileValue),
      hostileValue,
    );
    const event = fc
      .record(
        Object.fromEntries([
          ...fields.map((name) => [name, hostileValue]),
          ...objects.map((name) => [name, object]),
        ]),
        { requiredKeys: [] },
      )
      .chain((odd) =>
        fc.constantFrom(
          { ...odd },
          { ...odd, ...page },
          { ...odd, ...page, type: "track", event: "Order Completed" },
          { ...odd, ...page, type: "track", event: "Cart Shared" },
        ),
      );
    const lines: string[] = [];
    const tail = live();
    for (const filter of [
      {},
      { user: "u" },
      { event: "Order Completed" },
      { refused: true, user: "[object Object]" },
    ])
      tail.follow({ write: (line) => lines.push(line) > 0 }, filter);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(event, hostileValue), { maxLength: 4 }), async (batch) => {
        const thrown: unknown[] = [];
        const { answer, rows, letters } = await received(
          { batch, context: {} },
          { observe: tail.received, unforeseen: (error) => thrown.push(error) },
        );
        expect(thrown).toEqual([]);
        expect([rows.length, letters.length]).toEqual([answer.accepted, answer.rejected.length]);
        expect(rows.length + letters.length).toBe(batch.length);
        for (const line of lines.splice(0)) expect(lineText(JSON.parse(line))).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("size", () => {
  const line = (n: number) => ({
    product_id: `p-${n}`,
    sku: `SKU-${n}`,
    name: "سرویس چای‌خوری شش‌نفرهٔ لالجین همدان",
    category: "چینی و سرامیک",
    price: 1_250_000,
    quantity: 2,
  });
  const order = (lines: number) => ({
    ...page,
    type: "track",
    event: "Order Completed",
    properties: { order_id: "o1", products: Array.from({ length: lines }, (_, n) => line(n)) },
  });

  it("an order of 2,000 lines is taken whole", async () => {
    const { answer, rows } = await received({ batch: [order(2_000)] });
    expect(answer).toMatchObject({ accepted: 1 });
    expect(rows[0]!["products.id"]).toHaveLength(2_000);
    expect(rows[0]).toMatchObject({ order_value: expect.stringMatching(/^5000000000(\.0+)?$/) });
  });

  it("is bounded for orders too, and for everything else as it was", async () => {
    const long = { ...page, properties: { note: "x".repeat(MAX_EVENT_BYTES) } };
    const { answer } = await received({ batch: [order(3_500), long] });
    expect(answer).toMatchObject({
      accepted: 0,
      rejected: [{ code: "event_too_large" }, { code: "event_too_large" }],
    });
  });

  it("is known before an event is looked into", async () => {
    const seen: unknown[] = [];
    const watching = {
      ...privacy,
      keepAddress: (context: unknown) =>
        void seen.push((context as { userAgent?: string } | undefined)?.userAgent?.length),
    };
    const context = { userAgent: `Mozilla/5.0 ${"Android ".repeat(50_000)}` };
    await expect(
      received({ batch: Array(500).fill(page), context }, { privacy: watching }),
    ).rejects.toMatchObject({ code: "batch_too_large" });
    expect(seen).toEqual([]);
  });

  it("a request becomes a bounded amount of rows, whatever it shares", async () => {
    for (const events of [1, 20, 500, 2_500]) {
      for (const bytes of [100, 800, 4_000, 30_000, 400_000]) {
        for (const shared of ["context", "integrations"]) {
          const body = { batch: Array(events).fill(page), [shared]: { text: '"'.repeat(bytes) } };
          const { rows, letters } = await received(body).catch(() => ({ rows: [], letters: [] }));
          expect(JSON.stringify([rows, letters]).length).toBeLessThan(20 * MAX_BATCH_BYTES);
        }
      }
    }
  });
});

describe("what a batch says for its events", () => {
  it("integrations are those of events that name none", async () => {
    const { rows } = await received({
      batch: [page, { ...page, integrations: { All: true } }],
      integrations: { All: false },
    });
    expect(rows.map(({ extra }) => JSON.parse(extra as string))).toEqual([
      { integrations: { All: false } },
      { integrations: { All: true } },
    ]);
  });

  it("the request's browser tells the device of events that tell none", async () => {
    const own = { ...page, context: { userAgent: "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)" } };
    const { rows } = await received({ batch: [page, { ...page, context: { page: { path: "/a" } } }, own] });
    expect(rows.map(({ device }) => device)).toEqual(["mobile", "mobile", "tablet"]);
    expect(rows.map(({ page_path }) => page_path)).toEqual(["", "/a", ""]);
  });
});

describe("RudderStack's spelling", () => {
  it("originalTimestamp is when it happened, and context.traits are an identify's", async () => {
    const { rows } = await received({
      batch: [
        {
          type: "identify",
          userId: "u",
          originalTimestamp: "2026-02-01T10:00:00.000Z",
          context: { traits: { email: "a@b.example" } },
        },
        {
          ...page,
          timestamp: "2026-02-02T10:00:00.000Z",
          originalTimestamp: "2026-02-01T10:00:00.000Z",
          context: { traits: { a: 1 } },
        },
      ],
    });
    expect(rows).toMatchObject([
      {
        timestamp: Date.UTC(2026, 1, 1, 10),
        timestamp_rule: "sender",
        original_timestamp: "2026-02-01T10:00:00.000Z",
        traits: '{"email":"a@b.example"}',
      },
      { timestamp: Date.UTC(2026, 1, 2, 10), traits: "{}" },
    ]);
  });
});

it("PHP's empty objects are empty objects", async () => {
  const { answer, rows } = await received({ batch: [{ ...page, properties: [], traits: [], context: [] }] });
  expect(answer).toMatchObject({ accepted: 1 });
  expect(rows).toMatchObject([{ properties: "{}", traits: "{}", context: "{}" }]);
});
