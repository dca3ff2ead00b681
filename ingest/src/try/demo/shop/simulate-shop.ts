import { Temporal } from "temporal-polyfill";
import { Ledger } from "../ledger/ledger.js";
import { createCatalogue } from "./catalogue.js";
import { DAY_MS, type DayBuckets, dayBuckets, MINUTE_MS } from "./day-buckets.js";
import { seededDraw } from "./draw.js";
import { planVisits } from "./habits.js";
import { createPeople, type Person } from "./people.js";
import type { Errand, Shop } from "./shop.js";
import { visitShop } from "./shopping.js";
import { createTracking, type Delivery } from "./tracking.js";
import { signIn } from "./visit.js";

export interface SimulationOptions {
  /** Equal options give equal simulations. */
  readonly seed: number;
  /** Number of people who may buy; five times as many only look. */
  readonly customers: number;
  /** Number of days with visits. Refunds, late sign-ins and similar events follow up to a month later. */
  readonly days: number;
  /** The first day, `YYYY-MM-DD`, in UTC. */
  readonly start: string;
}

export interface Simulation {
  /** The calls in the order in which they are sent, generated lazily. */
  readonly deliveries: Iterable<Delivery>;
  /** The ledger: complete after the last delivery was read. */
  readonly ledger: Ledger;
}

/** Simulates a shop. Keeps only its people, its plans and one day of calls in memory. */
export function simulateShop(options: SimulationOptions): Simulation {
  const start = Temporal.PlainDate.from(options.start).toZonedDateTime("UTC").epochMilliseconds;
  const draw = seededDraw(options.seed);
  const outbox = dayBuckets<Delivery>(start);
  let orders = 0;
  const shop: Shop = {
    draw,
    catalogue: createCatalogue(draw),
    ledger: new Ledger(),
    tracking: createTracking(draw, `demo-${options.seed}`, (delivery) => outbox.add(delivery)),
    errands: dayBuckets<Errand>(start),
    nextOrderId: () => `${options.seed}-${++orders}`,
  };
  for (const person of createPeople(draw, options.customers, start, options.days)) {
    planYear(shop, person, start, options.days);
  }
  return { deliveries: liveThrough(shop.errands, outbox), ledger: shop.ledger };
}

function* liveThrough(errands: DayBuckets<Errand>, outbox: DayBuckets<Delivery>): Generator<Delivery> {
  for (;;) {
    const nextErrand = errands.firstDay() ?? Number.POSITIVE_INFINITY;
    const nextDelivery = outbox.firstDay() ?? Number.POSITIVE_INFINITY;
    if (nextErrand <= nextDelivery) {
      if (nextErrand === Number.POSITIVE_INFINITY) return;
      for (const errand of errands.take(nextErrand)) errand.run();
    } else {
      yield* outbox.take(nextDelivery);
    }
  }
}

function planYear(shop: Shop, person: Person, start: number, days: number): void {
  for (const { day, buys } of planVisits(person.habit, days, shop.draw)) {
    const at = start + day * DAY_MS + timeOfDay(shop);
    shop.errands.add({ at, run: () => visitShop(shop, person, at, buys) });
  }
  const { account } = person;
  if (account.kind === "joins") {
    const device = person.devices[0]!;
    const at = account.since;
    shop.errands.add({ at, run: () => signIn(shop, { person, device, delay: 0, now: at }) });
  }
  if (account.kind === "renamed") {
    const { since: at, userId, oldUserId: previousId } = account;
    shop.errands.add({
      at,
      run: () => shop.tracking.backend({ userId }, at, { type: "alias", previousId }),
    });
  }
}

/** Most people visit by day; enough visit at night to cross the ends of days and months, and clock changes. */
function timeOfDay({ draw }: Shop): number {
  const part = draw.weighted({ night: 1, day: 5, evening: 3 });
  const [from, to] = { night: [0, 7], day: [7, 18], evening: [18, 24] }[part] as [number, number];
  return draw.int(from * 60 * MINUTE_MS, to * 60 * MINUTE_MS - 1);
}
