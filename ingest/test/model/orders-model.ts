import { ORDER_WORDS, type OrdersFrom, type OrderWord, type ZeroOrders } from "../../src/sources/source.js";
import { compareKeys, customerFinder, type KeyOf, type Person, personOf } from "./customers-model.js";
import { type CountedEvent, countedEvents, type Delivery } from "./delivery.js";
import {
  counted,
  currencyTold,
  firstTold,
  type Micros,
  productsTold,
  size,
  type Told,
  told,
  withoutMarks,
} from "./money-model.js";

export { type Micros, micros } from "./money-model.js";

export interface ModelOrder {
  readonly id: string;
  readonly customer: Person;
  readonly at: number;
  /** Undefined when no event tells it, or the latest word can't be read. */
  readonly value: Micros | undefined;
  readonly currency: string;
  readonly counted: boolean;
  readonly withoutValue: boolean;
  /** Why it does not count; "" when it does. */
  readonly uncounted: string;
  readonly refunds: readonly { readonly at: number; readonly amount: Micros }[];
}

/** A refund that is subtracted from no order. */
export interface ModelUnmatched {
  readonly order: string;
  readonly customer: Person;
  readonly at: number;
  readonly amount: Micros | undefined;
  readonly currency: string;
  readonly reason: string;
}

/** The rules that a source chooses. */
export interface ModelRules {
  readonly currency: string;
  readonly ordersFrom: OrdersFrom;
  readonly pagesTell: readonly OrderWord[];
  readonly zeroOrders: ZeroOrders;
}

/** Those of a source that chose none. */
export const RULES: ModelRules = {
  currency: "CHF",
  ordersFrom: "any",
  pagesTell: ORDER_WORDS,
  zeroOrders: "ignored",
};

const STEPS: Readonly<Record<string, number>> = {
  "Order Completed": 1,
  "Completed Order": 1,
  purchase: 1,
  "Order Updated": 2,
  "Order Refunded": 3,
  refund: 3,
  "Order Cancelled": 4,
};

interface Word {
  readonly at: number;
  readonly step: number;
  readonly isWeb: boolean;
  readonly event: CountedEvent["event"];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The orders of one source, computed from its deliveries by the rules of "What counts". */
export function modelOrders(
  deliveries: readonly Delivery[],
  rules: ModelRules,
  keyOf: KeyOf,
): { orders: ModelOrder[]; unmatched: ModelUnmatched[] } {
  const events = countedEvents(deliveries);
  const customerOf = customerFinder(events, keyOf);
  const byId = new Map<string, Word[]>();
  for (const { event, at, keyKind, isBot } of events) {
    if (keyKind === "web" && (isBot || rules.ordersFrom === "server")) continue;
    const step = event.type === "track" ? STEPS[event.event as string] : undefined;
    if (step === undefined) continue;
    const properties = (event.properties ?? {}) as Record<string, unknown>;
    const id = plainId(String(properties.order_id ?? properties.transaction_id));
    const words = byId.get(id) ?? [];
    const word = { event, properties, at, step, isWeb: keyKind === "web" };
    if (word.isWeb && !isTaken(word, rules)) continue;
    words.push(word);
    byId.set(id, words);
  }
  const orders: ModelOrder[] = [];
  const unmatched: ModelUnmatched[] = [];
  for (const [id, words] of byId) {
    const customer = customerOf(firstPerson(words, keyOf));
    const refunds = refundsOf(outranking(words, () => true));
    if (!words.some(({ step }) => step === 1)) {
      for (const refund of refunds) unmatched.push(unmatchedOf(id, customer, refund, "no_order", rules));
      continue;
    }
    const { order, apart } = modelOrder(words, refunds, rules);
    orders.push({ id, customer, ...order });
    if (order.counted)
      for (const refund of apart) unmatched.push(unmatchedOf(id, customer, refund, "other_currency", rules));
  }
  return { orders, unmatched };
}

function isTaken(word: Word, { pagesTell }: ModelRules): boolean {
  const said = (["completed", "updated", "refunded", "cancelled"] as const)[word.step - 1]!;
  return pagesTell.includes(said) && (!saysTest(word) || pagesTell.includes("test"));
}

/** Ids as text: digits folded, marks of direction removed, trimmed. */
function plainId(id: string): string {
  return withoutMarks(id).replace(/[۰-۹]/g, (digit) => String("۰۱۲۳۴۵۶۷۸۹".indexOf(digit)));
}

/** The words of a kind that are heard: servers', where one of them told such a thing; else pages'. */
function outranking(words: readonly Word[], isOfKind: (word: Word) => boolean): readonly Word[] {
  return words.some((word) => !word.isWeb && isOfKind(word)) ? words.filter(({ isWeb }) => !isWeb) : words;
}

function modelOrder(words: readonly Word[], refunds: readonly Refund[], rules: ModelRules) {
  const completed = outranking(words, ({ step }) => step === 1)
    .filter(({ step }) => step === 1)
    .map(({ at }) => at);
  const lives = outranking(words, ({ step }) => step === 1 || step === 4);
  const latest = (wanted: number) =>
    Math.max(Number.NEGATIVE_INFINITY, ...lives.filter(({ step }) => step === wanted).map(({ at }) => at));
  const isCancelled = lives.some(({ step }) => step === 4) && latest(4) >= latest(1);
  const isTest = outranking(words, () => true).some(saysTest);
  const { value, isTold, toldIn, problem } = lastMoney(
    outranking(words, (word) => word.step <= 2 && tellsValue(word)),
    rules.currency,
  );
  const isVoid = isCancelled || isTest;
  const isWorth =
    value !== undefined && (value.amount > 0n || (value.amount === 0n && rules.zeroOrders === "counted"));
  const subtracted = refunds.filter(
    ({ amount, currency }) =>
      amount === "nothing" ||
      (amount !== "unreadable" &&
        currency !== "unreadable" &&
        counted(0n, currency === "nothing" ? toldIn : currency).currency === counted(0n, toldIn).currency),
  );
  let left = value !== undefined && value.amount > 0n ? value.amount : 0n;
  const order = {
    at: Math.min(...completed),
    value: value?.amount,
    currency: isTold && problem !== "unreadable_currency" ? counted(0n, toldIn).currency : "",
    counted: !isVoid && isWorth,
    withoutValue: !isVoid && !isWorth,
    uncounted: isTest ? "test" : isCancelled ? "cancelled" : isWorth ? "" : (problem ?? "no_value"),
    refunds: subtracted.map(({ at, amount, currency }) => {
      const asked =
        typeof amount === "bigint"
          ? counted(amount, currency === "nothing" ? toldIn : currency).amount
          : left;
      const taken = asked > left ? left : asked;
      left -= taken;
      return { at, amount: taken };
    }),
  };
  return { order, apart: refunds.filter((refund) => !subtracted.includes(refund)) };
}

function amountTold({ revenue, total, value, products }: Word["properties"]) {
  return firstTold(told(revenue), told(total), told(value), productsTold(products));
}

const tellsValue = ({ properties }: Word) => amountTold(properties) !== "nothing";

/**
 * The latest word that tells a value, with its currency: its own, else the source's. In the same millisecond that of an
 * update, then one that can be read, then the larger number, then the currency that is later in the alphabet.
 */
function lastMoney(words: readonly Word[], sourceCurrency: string) {
  const moneys = words
    .filter(({ step }) => step <= 2)
    .map(({ at, step, properties }) => {
      const amount = amountTold(properties);
      const named = currencyOf(amount, properties.currency);
      return { at, step, amount, currency: named === "nothing" ? sourceCurrency : named };
    })
    .sort(
      (a, b) =>
        Number(a.amount !== "nothing") - Number(b.amount !== "nothing") ||
        a.at - b.at ||
        Number(a.step === 2) - Number(b.step === 2) ||
        compareTold(rials(a), rials(b)) ||
        compareLetters(a.currency, b.currency),
    );
  const last = moneys.at(-1)!;
  const { amount, currency } = last;
  const problem =
    amount === "unreadable"
      ? "unreadable_value"
      : typeof amount === "bigint" && currency === "unreadable"
        ? "unreadable_currency"
        : undefined;
  const value = typeof amount === "bigint" && problem === undefined ? counted(amount, currency) : undefined;
  return { value, isTold: amount !== "nothing", toldIn: currency, problem };
}

/** The currency that is told with an amount. Without one that can be read it says nothing unless it can be read. */
function currencyOf(amount: Told, currency: unknown): string {
  const named = currencyTold(currency);
  return typeof amount !== "bigint" && named === "unreadable" ? "nothing" : named;
}

/** An amount as it is counted. */
function rials({ amount, currency }: { readonly amount: Told; readonly currency: string }): Told {
  return typeof amount === "bigint" ? counted(amount, currency).amount : amount;
}

function compareTold(a: Told, b: Told): number {
  const rank = (amount: Told) => (typeof amount === "bigint" ? 1 : 0);
  return typeof a === "bigint" && typeof b === "bigint" ? compareKeys(a, b) : rank(a) - rank(b);
}

function compareLetters(a: string, b: string): number {
  const letters = (text: string) => (text === "unreadable" ? "" : text);
  return letters(a) < letters(b) ? -1 : letters(a) > letters(b) ? 1 : 0;
}

/** The first user that a server's event of the order names, else its first guest; else those of pages' events. */
function firstPerson(words: readonly Word[], keyOf: KeyOf): Person {
  const persons = words.map(({ event, at, isWeb }) => ({
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

interface Refund {
  readonly at: number;
  /** "nothing" gives the whole order back. */
  readonly amount: Told;
  readonly currency: string;
}

/** Refunds by their identity: each of the time when it was told first, and of the amount that was told last. */
function refundsOf(words: readonly Word[]): Refund[] {
  const byIdentity = new Map<string, Refund[]>();
  for (const { event, properties, at, step } of words) {
    if (step !== 3) continue;
    const { refund_id, total, value, amount, revenue, products } = properties;
    const identity =
      refund_id === undefined ? `message ${event.messageId}` : `id ${plainId(String(refund_id))}`;
    const said = size(
      firstTold(told(total), told(value), told(amount), told(revenue), productsTold(products)),
    );
    const isOfProducts = said === "nothing" && Array.isArray(products) && products.length > 0;
    const given = isOfProducts ? "unreadable" : said;
    const own = byIdentity.get(identity) ?? [];
    byIdentity.set(identity, own);
    own.push({
      at,
      amount: given,
      currency: currencyOf(given, properties.currency),
    });
  }
  return [...byIdentity.values()]
    .map((told) => {
      const sorted = told.sort(compareRefunds);
      return { sorted, refund: { ...sorted.at(-1)!, at: sorted[0]!.at } };
    })
    .sort((a, b) => compareRefunds(a.sorted[0]!, b.sorted[0]!))
    .map(({ refund }) => refund);
}

/** As they happened; in the same millisecond the unreadable first, then the smaller ones, then those of all. */
function compareRefunds(a: Refund, b: Refund): number {
  const rank = (amount: Told) => (amount === "unreadable" ? 0 : amount === "nothing" ? 2 : 1);
  return (
    a.at - b.at ||
    rank(a.amount) - rank(b.amount) ||
    compareTold(rials(a), rials(b)) ||
    compareLetters(lettersOf(a), lettersOf(b))
  );
}

function lettersOf({ currency }: Refund): string {
  return currency === "nothing" ? "" : currency === "unreadable" ? "\u0001" : currency;
}

function unmatchedOf(
  order: string,
  customer: Person,
  { at, amount, currency }: Refund,
  otherwise: string,
  rules: ModelRules,
): ModelUnmatched {
  const reason =
    amount === "unreadable"
      ? "unreadable_value"
      : currency === "unreadable"
        ? "unreadable_currency"
        : otherwise;
  const named = currency === "nothing" ? rules.currency : currency;
  return {
    ...{ order, customer, at, reason },
    amount: typeof amount === "bigint" ? counted(amount, currency).amount : undefined,
    currency: named === "unreadable" ? "" : counted(0n, named).currency,
  };
}

function saysTest({ event: { context }, properties }: Word): boolean {
  const told =
    typeof context === "object" && context !== null ? (context as { test?: unknown }).test : undefined;
  return properties.test === true || told === true;
}
