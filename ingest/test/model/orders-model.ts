import type { OrdersFrom } from "../../src/sources/source.js";
import { compareKeys, customerFinder, type KeyOf, type Person, personOf } from "./customers-model.js";
import { type CountedEvent, countedEvents, type Delivery } from "./delivery.js";

/** Money in millionths of a unit. */
export type Micros = bigint;

export interface ModelOrder {
  readonly id: string;
  readonly customer: Person;
  readonly at: number;
  /** Undefined when no event tells it. */
  readonly value: Micros | undefined;
  readonly currency: string;
  readonly counted: boolean;
  readonly withoutValue: boolean;
  readonly refunds: readonly { readonly at: number; readonly amount: Micros }[];
}

const STEPS: Readonly<Record<string, number>> = {
  "Order Completed": 1,
  "Completed Order": 1,
  purchase: 1,
  "Order Updated": 2,
  "Order Refunded": 3,
  refund: 3,
  "Order Cancelled": 4,
};

interface Told {
  readonly at: number;
  readonly step: number;
  readonly isWeb: boolean;
  readonly event: CountedEvent["event"];
  readonly properties: Record<string, unknown>;
}

/** The orders of one source, computed from its deliveries by the rules of the README, "What counts". */
export function modelOrders(
  deliveries: readonly Delivery[],
  sourceCurrency: string,
  ordersFrom: OrdersFrom,
  keyOf: KeyOf,
): ModelOrder[] {
  const events = countedEvents(deliveries);
  const customerOf = customerFinder(events, keyOf);
  const byId = new Map<string, Told[]>();
  for (const { event, at, keyKind, isBot } of events) {
    if (isBot || (keyKind === "web" && ordersFrom === "server")) continue;
    const step = event.type === "track" ? STEPS[event.event as string] : undefined;
    if (step === undefined) continue;
    const properties = (event.properties ?? {}) as Record<string, unknown>;
    const id = String(properties.order_id ?? properties.transaction_id);
    const told = byId.get(id) ?? [];
    byId.set(id, told);
    told.push({ event, properties, at, step, isWeb: keyKind === "web" });
  }
  const orders: ModelOrder[] = [];
  for (const [id, told] of byId) {
    const order = modelOrder(id, told, sourceCurrency, keyOf);
    if (order) orders.push({ ...order, customer: customerOf(order.customer) });
  }
  return orders;
}

function modelOrder(
  id: string,
  told: readonly Told[],
  sourceCurrency: string,
  keyOf: KeyOf,
): ModelOrder | undefined {
  const completed = told.filter(({ step }) => step === 1);
  if (completed.length === 0) return undefined;
  const value = lastValue(told);
  const isVoid = told.some(({ step }) => step === 4) || told.some(isTest);
  return {
    id,
    customer: firstPerson(told, keyOf),
    at: Math.min(...completed.map(({ at }) => at)),
    value,
    currency: lastCurrency(told) ?? sourceCurrency,
    counted: !isVoid && value !== undefined && value > 0n,
    withoutValue: !isVoid && (value === undefined || value <= 0n),
    refunds: refundsOf(told, value ?? 0n),
  };
}

/** The latest known value; in the same millisecond that of an update, then the larger one. */
function lastValue(told: readonly Told[]): Micros | undefined {
  return told
    .filter(({ step }) => step <= 2)
    .flatMap(({ properties, at, step }) => {
      const value = orderValue(properties);
      return value === undefined ? [] : [{ at, step, value }];
    })
    .sort((a, b) => a.at - b.at || a.step - b.step || compareKeys(a.value, b.value))
    .at(-1)?.value;
}

/** The latest named currency; in the same millisecond that of an update, then the one whose last letters are later. */
function lastCurrency(told: readonly Told[]): string | undefined {
  const backwards = (text: string) => [...text].reverse().join("");
  return told
    .filter(({ step, properties }) => step <= 2 && typeof properties.currency === "string")
    .map(({ properties, at, step }) => ({ at, step, currency: String(properties.currency).toUpperCase() }))
    .sort(
      (a, b) => a.at - b.at || a.step - b.step || (backwards(a.currency) < backwards(b.currency) ? -1 : 1),
    )
    .at(-1)?.currency;
}

/** The first user that a server's event of the order names, else its first guest; else those of pages' events. */
function firstPerson(told: readonly Told[], keyOf: KeyOf): Person {
  const persons = told.map(({ event, at, isWeb }) => ({
    at,
    isWeb,
    isGuest: event.userId ? 0 : 1,
    person: personOf(event),
  }));
  persons.sort(
    (a, b) =>
      Number(a.isWeb) - Number(b.isWeb) ||
      a.isGuest - b.isGuest ||
      a.at - b.at ||
      compareKeys(keyOf(a.person), keyOf(b.person)),
  );
  return persons[0]?.person ?? "guest ";
}

/** Refunds as they happened, in all no more than the order's value; one that names no amount gives back what is left. */
function refundsOf(told: readonly Told[], value: Micros) {
  let left = value > 0n ? value : 0n;
  return told
    .filter(({ step }) => step === 3)
    .map(({ properties, at }) => ({ at, asked: size(micros(properties.total) ?? micros(properties.value)) }))
    .sort(
      (a, b) =>
        a.at - b.at ||
        (a.asked === undefined ? 1 : b.asked === undefined ? -1 : compareKeys(a.asked, b.asked)),
    )
    .map(({ at, asked }) => {
      const amount = asked === undefined || asked > left ? left : asked;
      left -= amount;
      return { at, amount };
    });
}

function size(amount: Micros | undefined): Micros | undefined {
  return amount !== undefined && amount < 0n ? -amount : amount;
}

function isTest({ event: { context }, properties }: Told): boolean {
  const told =
    typeof context === "object" && context !== null ? (context as { test?: unknown }).test : undefined;
  return properties.test === true || told === true;
}

function orderValue({ revenue, total, value, products }: Record<string, unknown>): Micros | undefined {
  return micros(revenue) ?? micros(total) ?? micros(value) ?? productsValue(products);
}

function productsValue(products: unknown): Micros | undefined {
  if (!Array.isArray(products)) return undefined;
  const priced = products.filter(({ price }) => micros(price) !== undefined);
  if (priced.length === 0) return undefined;
  return priced.reduce((sum, { price, quantity = 1 }) => sum + (micros(price) ?? 0n) * BigInt(quantity), 0n);
}

/** Generated amounts have at most six decimal places and no exponent. */
export function micros(amount: unknown): Micros | undefined {
  if (typeof amount !== "number" && typeof amount !== "string") return undefined;
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(String(amount));
  if (!match) return undefined;
  const [, sign, whole, fraction = ""] = match;
  const size = BigInt(`${whole}${fraction.padEnd(6, "0")}`);
  return sign ? -size : size;
}
