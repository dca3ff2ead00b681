import {
  compareKeys,
  customerFinder,
  type FindCustomer,
  type KeyOf,
  type Person,
  personOf,
} from "./customers-model.js";
import { countedEvents, type Delivery } from "./delivery.js";
import type { ModelOrder } from "./orders-model.js";

/** Where a visit came from. */
export interface Origin {
  readonly device: string;
  readonly campaign: string;
  readonly landingPage: string;
}

/** The number of an origin: of events of one moment, and of visits that began together, the least counts. */
export type OriginKeyOf = (origin: Origin) => bigint;

/** What visitors did, computed from deliveries in plain code: visits, funnels, carts, checkouts. */
export interface ModelVisit extends Origin {
  readonly customer: string;
  readonly began: number;
  readonly ended: number;
  readonly originKey: bigint;
  readonly events: readonly VisitEvent[];
}

interface VisitEvent {
  readonly at: number;
  readonly name: string;
  readonly step: number;
  readonly session: string;
  readonly person: Person;
  readonly isUser: boolean;
  readonly context: Context;
}

interface Context {
  readonly sessionId?: string;
  readonly test?: boolean;
  readonly page?: { readonly path?: string };
  readonly campaign?: { readonly name?: string };
  readonly device?: { readonly type?: string };
}

const HALF_HOUR = 1_800_000;
/** The funnel's steps by their names, each with the event that is one; orders are told by themselves. */
const FUNNEL = {
  product_viewed: "Product Viewed",
  product_added: "Product Added",
  checkout_started: "Checkout Started",
  order_completed: undefined,
} as const;
export type FunnelStep = keyof typeof FUNNEL;
export const FUNNEL_STEPS = Object.keys(FUNNEL) as FunnelStep[];
const IDENTITY = new Set(["identify", "alias"]);
const ORDER_EVENTS = new Set(["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"]);

export function modelVisits(
  deliveries: readonly Delivery[],
  keyOf: KeyOf,
  originKeyOf: OriginKeyOf,
): ModelVisit[] {
  const counted = countedEvents(deliveries);
  const customerOf = customerFinder(counted, keyOf);
  const events: VisitEvent[] = [];
  for (const { event, at, isBot } of counted) {
    const name = String(event.event ?? "");
    const context = (event.context ?? {}) as Context;
    if (IDENTITY.has(event.type) || ORDER_EVENTS.has(name) || isBot || context.test) continue;
    const { step } = (event.properties ?? {}) as { step?: number };
    events.push({
      ...{ at, name, context, step: step ?? 0, session: context.sessionId ?? "" },
      ...{ person: personOf(event), isUser: Boolean(event.userId) },
    });
  }
  const groups = new Map<string, VisitEvent[]>();
  for (const event of events.sort((a, b) => a.at - b.at)) {
    const key = event.session ? `session ${event.session}` : `person ${event.person}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()].flatMap((own) =>
    (own[0]?.session ? [own] : splitByGaps(own)).map((visit) =>
      visitOf(visit, customerOf, keyOf, originKeyOf),
    ),
  );
}

function splitByGaps(events: readonly VisitEvent[]): VisitEvent[][] {
  const visits: VisitEvent[][] = [];
  for (const event of events) {
    const last = visits.at(-1);
    if (last && event.at - last.at(-1)!.at <= HALF_HOUR) last.push(event);
    else visits.push([event]);
  }
  return visits;
}

function visitOf(
  events: readonly VisitEvent[],
  customerOf: FindCustomer,
  keyOf: KeyOf,
  originKeyOf: OriginKeyOf,
): ModelVisit {
  const [user] = events
    .filter(({ isUser }) => isUser)
    .sort((a, b) => a.at - b.at || compareKeys(keyOf(a.person), keyOf(b.person)));
  const person = (user ?? events[0]!).person;
  const { at } = events[0]!;
  const origins = events
    .filter((event) => event.at === at)
    .map(({ context }) => originOf(context))
    .map((origin) => ({ ...origin, originKey: originKeyOf(origin) }));
  return {
    customer: customerOf(person),
    began: at,
    ended: events.at(-1)!.at,
    ...origins.sort(byOrigin)[0]!,
    events,
  };
}

function originOf({ device, campaign, page }: Context): Origin {
  return { device: device?.type ?? "", campaign: campaign?.name ?? "", landingPage: page?.path ?? "" };
}

function byOrigin(a: { readonly originKey: bigint }, b: { readonly originKey: bigint }): number {
  return compareKeys(a.originKey, b.originKey);
}

type Compare = (a: ModelVisit, b: ModelVisit) => number;

/** Of each customer the visits, the earliest first, and when they ordered; `compare` parts those that lie alike. */
function walks(visits: readonly ModelVisit[], orders: readonly ModelOrder[], compare: Compare = () => 0) {
  const customers = new Map<string, { visits: ModelVisit[]; orders: number[] }>();
  for (const visit of [...visits].sort((a, b) => a.began - b.began || a.ended - b.ended || compare(a, b))) {
    const own = customers.get(visit.customer) ?? { visits: [], orders: [] };
    customers.set(visit.customer, own);
    own.visits.push(visit);
  }
  for (const { customer, at } of orders) customers.get(customer)?.orders.push(at);
  return [...customers.values()];
}

/** The orders that belong to a visit: after it began, before the next, at most half an hour after its last event. */
function ordersOf({ visits, orders }: { visits: ModelVisit[]; orders: number[] }, place: number): number[] {
  const { began, ended } = visits[place]!;
  const next = visits[place + 1]?.began ?? Number.POSITIVE_INFINITY;
  return orders.filter((at) => at >= began && at <= ended + HALF_HOUR && at < next);
}

/** How far events and orders lead through the steps, from whichever first step it is furthest. */
function furthest(
  walked: readonly FunnelStep[],
  events: readonly { at: number; name: string }[],
  orders: readonly number[],
  limit: number,
) {
  const steps = [
    ...events.map(({ at, name }) => ({ at, step: walked.findIndex((step) => FUNNEL[step] === name) + 1 })),
    ...orders.map((at) => ({ at, step: walked.indexOf("order_completed") + 1 })),
  ].filter(({ step }) => step > 0);
  const reach = (step: number, from: number, first: number): number =>
    Math.max(
      step,
      ...steps
        .filter((next) => next.step === step + 1 && next.at >= from && next.at <= first + limit)
        .map((next) => reach(step + 1, next.at, first)),
    );
  return Math.max(0, ...steps.filter(({ step }) => step === 1).map(({ at }) => reach(1, at, at)));
}

/** The rows of `funnel`; a step other than the order that no visit took is left out. */
export function funnel(
  visits: readonly ModelVisit[],
  orders: readonly ModelOrder[],
  unit: "session" | "customer",
  segmentBy: "" | "device" | "campaign" | "landing_page",
  hours: number,
  chosen: readonly FunnelStep[] = FUNNEL_STEPS,
) {
  const limit = hours * 3_600_000;
  const taken = new Set(visits.flatMap(({ events }) => events.map(({ name }) => name)));
  const walked = chosen.filter((step) => step === "order_completed" || taken.has(FUNNEL[step] ?? ""));
  const segmentOf = ({ device, campaign, landingPage }: ModelVisit) =>
    ({ "": "", device, campaign, landing_page: landingPage })[segmentBy];
  const mayOrder = ({ events }: ModelVisit) =>
    Number(furthest(walked, events, [], limit) === walked.indexOf("order_completed"));
  const byStep: Compare = (a, b) => mayOrder(a) - mayOrder(b) || byOrigin(a, b);
  const firstOf = (own: readonly ModelVisit[]) =>
    [...own].sort((a, b) => a.began - b.began || byOrigin(a, b))[0]!;
  const reached = walks(visits, orders, byStep).flatMap((own) =>
    unit === "session"
      ? own.visits.map((visit, place) => ({
          segment: segmentOf(visit),
          step: furthest(walked, visit.events, ordersOf(own, place), limit),
        }))
      : [
          {
            segment: segmentOf(firstOf(own.visits)),
            step: furthest(
              walked,
              own.visits.flatMap(({ events }) => events),
              own.orders,
              limit,
            ),
          },
        ],
  );
  const share = (part: number, of: number) => (of === 0 ? null : (100 * part) / of);
  return [...new Set(reached.map(({ segment }) => segment))].sort().flatMap((segment) => {
    const at = (step: number) => reached.filter((own) => own.segment === segment && own.step >= step).length;
    return chosen.map((name, index) => {
      const place = walked.indexOf(name) + 1;
      const told = { segment, step: index + 1, step_name: name };
      if (place === 0)
        return { ...told, is_left_out: 1, entered: null, share_of_first: null, share_of_previous: null };
      return {
        ...told,
        is_left_out: 0,
        entered: at(place),
        share_of_first: share(at(place), at(1)),
        share_of_previous: share(at(place), at(Math.max(1, place - 1))),
      };
    });
  });
}

export function checkoutDropOff(visits: readonly ModelVisit[], orders: readonly ModelOrder[]) {
  const codeOf = ({ events }: ModelVisit) =>
    Math.max(
      0,
      ...events.map(({ name, step }) =>
        name === "Checkout Started"
          ? 1
          : name.startsWith("Checkout Step")
            ? 1 + step
            : name === "Payment Info Entered"
              ? 254
              : 0,
      ),
    );
  const codes: number[] = [];
  for (const own of walks(visits, orders, (a, b) => codeOf(a) - codeOf(b))) {
    for (const [place, visit] of own.visits.entries()) {
      const code = codeOf(visit);
      if (code > 0) codes.push(ordersOf(own, place).length > 0 ? 255 : code);
    }
  }
  const names: Record<number, string> = {
    1: "checkout_started",
    254: "payment_entered",
    255: "order_completed",
  };
  return [...new Set(codes)]
    .sort((a, b) => a - b)
    .map((code, place) => {
      const reached = codes.filter((other) => other >= code).length;
      const dropped = code === 255 ? 0 : codes.filter((other) => other === code).length;
      return {
        step: place + 1,
        step_name: names[code] ?? `checkout_step_${code - 1}`,
        reached,
        dropped,
        drop_off_rate: (100 * dropped) / reached,
      };
    });
}

/** Carts of a window of hours; one that never ends for undefined. `orders` are all but tests. */
export function cartCounts(
  visits: readonly ModelVisit[],
  orders: readonly ModelOrder[],
  hours: number | undefined,
) {
  const limit = hours === undefined ? Number.POSITIVE_INFINITY : hours * 3_600_000;
  let carts = 0;
  let converted = 0;
  for (const own of walks(visits, orders)) {
    const added = own.visits.flatMap(({ events }) => events).filter(({ name }) => name === "Product Added");
    const told = [
      ...added.map(({ at }) => ({ at, isOrder: 0 })),
      ...own.orders.map((at) => ({ at, isOrder: 1 })),
    ].sort((a, b) => a.at - b.at || a.isOrder - b.isOrder);
    let last: number | undefined;
    for (const { at, isOrder } of told) {
      if (isOrder && last !== undefined && at - last <= limit) converted += 1;
      if (!isOrder && (last === undefined || at - last > limit)) carts += 1;
      last = isOrder ? undefined : at;
    }
  }
  return { carts, converted_carts: converted };
}
