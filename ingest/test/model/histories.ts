import fc from "fast-check";
import type { Delivery } from "./delivery.js";
import { SPELLINGS } from "./money-model.js";

/** Moments around which calendars are hard: summer time begins and ends, years, quarters and weeks turn. */
const HARD_MOMENTS = [
  "2021-03-21T20:30:00Z", // Tehran: 22 March 2021 has no midnight
  "2021-09-21T19:30:00Z", // Tehran: summer time ends at midnight
  "2024-03-10T07:00:00Z", // New York: summer time begins
  "2024-11-03T06:00:00Z", // New York: 01:30 is there twice
  "2023-12-31T23:59:59Z",
  "2024-01-01T04:59:59Z",
  "2024-02-29T23:00:00Z",
  "2024-03-31T22:00:00Z",
  "2024-04-01T00:00:00Z",
].map((text) => Date.parse(text));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RECEIVED_FROM = Date.UTC(2025, 0, 1);

const moment = fc
  .tuple(
    fc.constantFrom(...HARD_MOMENTS),
    fc.constantFrom(
      0,
      0,
      1,
      -1,
      HOUR,
      -HOUR,
      HOUR / 2,
      DAY,
      -DAY,
      7 * DAY,
      31 * DAY,
      -31 * DAY,
      92 * DAY,
      366 * DAY,
    ),
  )
  .map(([at, off]) => at + off);

const amount = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 50_000 }).map((cents) => cents / 100) },
  fc.constantFrom<unknown>(0, -5, null, "12.345678", 0.1, 1e9),
  fc.constantFrom<unknown>(...Object.keys(SPELLINGS), true, { amount: "5" }),
);
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const products = fc.array(
  fc.record({ price: amount, quantity: fc.integer({ min: 0, max: 9 }) }, { requiredKeys: ["price"] }),
  { maxLength: 3 },
);

const people = fc.record(
  {
    userId: fc.constantFrom("u1", "u2", "u3", "u4", "a1", null),
    anonymousId: fc.constantFrom("a1", "a2", "a3", "a4"),
  },
  { requiredKeys: ["anonymousId"] },
);

const orderEvent = fc
  .record({
    who: people,
    event: fc.constantFrom(
      ...(["Order Completed", "Order Completed", "Completed Order", "purchase", "Order Updated"] as const),
      ...(["Order Refunded", "refund", "Order Cancelled"] as const),
    ),
    orderId: fc.constantFrom("o1", "o2", "o3", "o4", "o5", "o6", "o۱", "o2 ", "o\u200e3"),
    amounts: fc.record(
      { revenue: amount, total: amount, value: amount, amount, products },
      { requiredKeys: [] },
    ),
    currency: maybe(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom("EUR", "EUR", "EUR", "USD") },
        { weight: 1, arbitrary: fc.constantFrom("gbp", " usd\u200f", "$", "euro") },
        { weight: 1, arbitrary: fc.constantFrom("IRR", "irt", "toman", "تومان") },
      ),
    ),
    refundId: maybe(fc.constantFrom("r1", "r2", "r۲", "r3", "r4")),
    test: fc.integer({ min: 0, max: 30 }).map((n) => (n === 0 ? "context" : n === 1 ? "properties" : "no")),
  })
  .map(({ who, event, orderId, amounts, currency, refundId, test }) => ({
    type: "track" as const,
    ...who,
    event,
    properties: {
      order_id: orderId,
      ...amounts,
      ...(currency && { currency }),
      ...(refundId && { refund_id: refundId }),
      ...(test === "properties" && { test: true }),
    },
    ...(test === "context" && { context: { test: true } }),
  }));

const identityEvent = fc.oneof(
  people.map((who) => ({ type: "identify" as const, ...who, traits: {} })),
  fc
    .tuple(fc.constantFrom("u1", "u2", "u3", "u4"), fc.constantFrom("u1", "u2", "u3", "u4", "a1", "a2"))
    .map(([userId, previousId]) => ({ type: "alias" as const, userId, previousId })),
);

/** An arrival: how wrong the sender's clock was, and whether it came with another key than its event's own. */
const arrival = fc.record({
  isWeb: fc.constantFrom(undefined, undefined, undefined, false, true),
  sentAt: fc.constantFrom("right", "right", "right", "unknown", "wrong"),
  skew: fc.constantFrom(DAY, -DAY, 2 * HOUR, -61_000),
});

/**
 * What a collector may receive from one shop, in the order of arrival: orders told of once or often, from
 * browser, backend and robot, changed, refunded, cancelled; people who log in late; each event sent up to three
 * times, with whatever clock.
 */
export const history: fc.Arbitrary<Delivery[]> = fc
  .array(
    fc.record({
      event: fc.oneof({ weight: 4, arbitrary: orderEvent }, { weight: 1, arbitrary: identityEvent }),
      at: moment,
      isWeb: fc.boolean(),
      isBot: fc.integer({ min: 0, max: 12 }).map((n) => n === 0),
      arrivals: fc.array(arrival, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .chain((told) => {
    const arrivals = told.flatMap(({ event, at, arrivals, ...own }, place) =>
      arrivals.map(({ sentAt, skew, isWeb }) => ({
        event,
        at,
        place,
        sentAt,
        skew,
        isBot: own.isBot,
        isWeb: isWeb ?? own.isWeb,
      })),
    );
    return fc.shuffledSubarray(arrivals, { minLength: arrivals.length, maxLength: arrivals.length });
  })
  .map((arrivals) =>
    arrivals.map(({ event, at, place, sentAt, skew, isWeb, isBot }, turn) => {
      const receivedAt = RECEIVED_FROM + 400 * DAY + turn * 1000;
      const wrong = sentAt === "wrong" ? skew : 0;
      return {
        event: { ...event, messageId: `m${place}`, timestamp: new Date(at).toISOString() },
        sentAt: sentAt === "unknown" ? undefined : receivedAt + wrong,
        receivedAt,
        keyKind: isWeb ? ("web" as const) : ("server" as const),
        isBot,
      };
    }),
  );

/**
 * Several histories as those of one shop: each keeps its own people, orders and messages.
 *
 * @param name tells the histories of different shops apart
 */
export function shopOf(histories: readonly Delivery[][], name: string): Delivery[] {
  return histories.flatMap((deliveries, place) => {
    const own = (id: unknown) => (typeof id === "string" ? `${name}.${place}/${id}` : id);
    return deliveries.map(({ event, ...delivery }) => {
      const { messageId, userId, anonymousId, previousId, properties, context, ...rest } = event;
      const renamed = Object.entries({
        userId: own(userId),
        anonymousId: own(anonymousId),
        previousId: own(previousId),
      });
      const order = properties as { order_id: string } | undefined;
      const visit = context as { sessionId?: string } | undefined;
      return {
        ...delivery,
        event: {
          ...rest,
          messageId: `${name}.${place}/${messageId}`,
          ...Object.fromEntries(renamed.filter(([, id]) => id !== undefined)),
          ...(order && { properties: { ...order, order_id: own(order.order_id) } }),
          ...(visit && { context: { ...visit, sessionId: own(visit.sessionId) } }),
        },
      };
    });
  });
}
