import fc from "fast-check";
import type { Delivery } from "./delivery.js";

const MINUTE = 60_000;
const FROM = Date.UTC(2024, 2, 9);
const RECEIVED = Date.UTC(2025, 0, 1);

/** Milliseconds between two events; sessions that nobody names end after half an hour. */
const PAUSES = [0, 1, MINUTE, MINUTE, 2 * MINUTE, 5 * MINUTE, 20 * MINUTE].concat([
  30 * MINUTE,
  30 * MINUTE + 1,
  90 * MINUTE,
  1500 * MINUTE,
]);

const who = fc.record(
  { userId: fc.constantFrom("u1", "u2", null), anonymousId: fc.constantFrom("a1", "a2", "a3") },
  { requiredKeys: ["anonymousId"] },
);

const event = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ type: "track", event: "Product Viewed" }) },
  { weight: 3, arbitrary: fc.constant({ type: "track", event: "Product Added" }) },
  { weight: 2, arbitrary: fc.constant({ type: "track", event: "Checkout Started" }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 3 }).map((step) => ({
      ...{ type: "track", event: "Checkout Step Completed" },
      properties: { step },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ type: "track", event: "Payment Info Entered" }) },
  { weight: 1, arbitrary: fc.constant({ type: "page", name: "Home" }) },
  { weight: 1, arbitrary: fc.constant({ type: "track", event: "Watered" }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("o1", "o2", "o3").map((id) => ({
      ...{ type: "track", event: "Order Completed" },
      properties: { order_id: id, revenue: 5 },
    })),
  },
  { weight: 1, arbitrary: fc.constant({ type: "identify", traits: {} }) },
);

const context = fc.record(
  {
    sessionId: fc.constantFrom("s1", "s2"),
    device: fc.constantFrom({ type: "mobile" }, { type: "desktop" }),
    campaign: fc.constantFrom({ name: "spring" }, { name: "autumn" }),
    page: fc.constantFrom({ path: "/" }, { path: "/tea" }),
    test: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  },
  { requiredKeys: [] },
);

const toldEvent = (what: fc.Arbitrary<object>, pause: fc.Arbitrary<number>) =>
  fc.record({
    event: what,
    pause,
    copies: fc.integer({ min: 1, max: 2 }),
    isBot: fc.integer({ min: 0, max: 39 }).map((n) => n === 0),
  });

/** From the product to the order within minutes, which chance alone makes too seldom. */
const purchase = fc.tuple(
  ...["Product Viewed", "Product Added", "Checkout Started", "Order Completed"].map((name) =>
    toldEvent(
      fc.constantFrom("o4", "o5", "o6").map((id) => ({
        ...{ type: "track", event: name },
        ...(name === "Order Completed" && { properties: { order_id: id, revenue: 5 } }),
      })),
      fc.constantFrom(1, MINUTE),
    ),
  ),
);

/** A session is one of a browser, whoever logs in there. */
const sessionOf = ({ sessionId }: { sessionId?: string }, { anonymousId }: { anonymousId: string }) =>
  sessionId && `${sessionId} of ${anonymousId}`;

/**
 * What a shop's visitors did within some days, in the order of arrival: with sessions of the sender's or without,
 * told once or often, as guest and as user, by robots and in tests, with pauses just at and around half an hour.
 */
export const visitHistory: fc.Arbitrary<Delivery[]> = fc
  .array(
    fc.record({
      who,
      context,
      hasContext: fc.boolean(),
      told: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.array(toldEvent(event, fc.constantFrom(...PAUSES)), { minLength: 1, maxLength: 10 }),
        },
        { weight: 1, arbitrary: purchase },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((walks) => {
    let at = FROM;
    const arrivals = walks.flatMap(({ who, context, hasContext, told }, walk) =>
      told.flatMap(({ event, pause, copies, isBot }, place) => {
        at += pause;
        const one = {
          event: {
            ...{ ...event, ...who, messageId: `m${walk}.${place}`, timestamp: new Date(at).toISOString() },
            ...(hasContext && { context: { ...context, sessionId: sessionOf(context, who) } }),
          } as unknown as Delivery["event"],
          ...{ sentAt: undefined, receivedAt: RECEIVED, keyKind: "web" as const, isBot },
        };
        return Array.from({ length: copies }, () => one);
      }),
    );
    return fc.shuffledSubarray(arrivals, { minLength: arrivals.length });
  });
