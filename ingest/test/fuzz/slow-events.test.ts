import fc from "fast-check";
import { expect, it } from "vitest";
import { readBatch } from "../../src/collect/batch.js";
import { readBody } from "../../src/collect/body.js";
import { receive } from "../../src/collect/receive.js";
import { privacyOf } from "../../src/event/privacy/privacy.js";
import { readConfig } from "../../src/settings/config.js";
import { event } from "./requests.js";

/** No event may take more CPU time, in microseconds: a sender pays for a request what a collector pays for it. */
const MOST_CPU = 50_000;
/** A part of 480 KB, as large as an event may be. */
const LONG = 460_000;

const RUNS = Number(process.env.SAFAR_FUZZ_REQUESTS ?? 5_000) / 10;

const privacy = privacyOf(readConfig({ env: {} }));
const log = { append: async () => {}, unavailable: () => undefined, pending: () => 0, close: async () => {} };
const key = { id: "key", source: { id: "shop", currency: "EUR", timeZone: "UTC" }, kind: "web" } as const;

/** CPU time that a body takes up to the event log, in microseconds: the least of several, as garbage is others'. */
async function cost(body: Buffer): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 8 && least > MOST_CPU; n++) {
    const before = process.cpuUsage();
    const { value, stringify } = await readBody(body);
    const facts = { key, stringify, receivedAt: Date.now(), sender: {}, browser: "Mozilla/5.0 (X11)" };
    await receive(readBatch(value as Record<string, unknown>), facts, { log, privacy });
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

const bodyOf = (body: object) => Buffer.from(JSON.stringify(body));

it("no drawn event takes long", async () => {
  await fc.assert(
    fc.asyncProperty(event, async (drawn) => {
      expect(await cost(bodyOf({ batch: [drawn] }))).toBeLessThan(MOST_CPU);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

/** What makes careless reading of a text start again at each place. */
const PUMPED = [
  "Android ",
  "0",
  "1.",
  "4111 ",
  " ",
  ",",
  ": ",
  "a",
  "-",
  "?a=",
  "&password",
  "://",
  "۱",
  "\u200e",
  "\\u",
  '"',
  "[",
  "1e9,",
];
const FIELDS = [
  "event",
  "name",
  "userId",
  "messageId",
  "timestamp",
  "originalTimestamp",
  "type",
  "previousId",
];
const PROPERTIES = [
  "order_id",
  "revenue",
  "currency",
  "cart_id",
  "step",
  "share_via",
  "note",
  "url",
  "password",
];
const CONTEXT = ["userAgent", "ip", "locale", "sessionId"];

it.each(PUMPED)("no field takes long that is as long as a request may be, of %j", async (pump) => {
  const text = pump.repeat(LONG / (Buffer.byteLength(JSON.stringify(pump)) - 2));
  const part = text.slice(0, text.length / 4);
  const page = { type: "track", event: "Order Completed", userId: "u" };
  const listing = { order_id: "o", products: [] };
  const events = [
    ...FIELDS.map((name) => ({ ...page, properties: listing, [name]: text })),
    ...PROPERTIES.map((name) => ({ ...page, properties: { ...listing, [name]: text } })),
    ...CONTEXT.map((name) => ({ ...page, properties: listing, context: { [name]: text } })),
    { ...page, properties: { ...listing, [text]: 1 } },
    { ...page, properties: listing, context: { page: { referrer: part, url: part, path: part } } },
    { ...page, properties: { ...listing, products: [{ product_id: part, price: part, quantity: part }] } },
  ];
  for (const one of events) {
    const took = await cost(bodyOf({ batch: [one] }));
    expect(took, JSON.stringify(one).slice(0, 200)).toBeLessThan(MOST_CPU);
  }
});

it("nor does a batch whose context is long, for each of its events", async () => {
  for (const [events, chars] of [
    [500, 3_000],
    [40, 25_000],
    [2_500, 500],
  ] as const) {
    const context = { userAgent: "Android ".repeat(chars / 8), page: { referrer: "://".repeat(chars / 30) } };
    const batch = Array(events).fill({ type: "page", userId: "u" });
    expect(await cost(bodyOf({ batch, context }))).toBeLessThan(MOST_CPU * 10);
  }
});
