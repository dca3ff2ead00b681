import { PRODUCTS } from "../catalogue.js";
import { customerNumber } from "../customer.js";
import { newId } from "../ids.js";
import { kept } from "../kept.js";
import { sale } from "../tracking.js";
import { PAST } from "./journal.js";

/** How many are invited at once. */
export const INVITED_AT_ONCE = 50;

const DAY_MS = 86_400_000;
/** How far back their first orders lie, at most, in days. */
const PAST_DAYS = 150;
const NAMES = (
  "Laleh Darius Shirin Farhad Nasrin Kaveh Golnar Omid Parisa Reza Mina Babak Tara Siamak Yasmin Arash Roya Navid " +
  "Soraya Cyrus Leila Bijan Azar Kian Setareh Ramin Anahita Houman Mahsa Pejman Emma Jonas Sofia Lucas Marta Elias"
).split(" ");

export interface PastCustomer {
  readonly email: string;
}

const store = kept<readonly PastCustomer[]>("invited", []);

/** Those who were invited from this browser, the newest first. */
export function invited(): readonly PastCustomer[] {
  return store.get();
}

/**
 * Invents customers, and tracks the orders that they would have placed in the last months, each with the time at
 * which it happened. They go the way of every event: through the queue, over the line, once.
 *
 * @returns how many orders there were
 */
export function invite(count = INVITED_AT_ONCE, now = Date.now()): number {
  const people = Array.from({ length: count }, () => ({
    email: `${pick(NAMES).toLowerCase()}.${newId("g")}@example.com`.toLowerCase(),
  }));
  store.set([...people, ...store.get()].slice(0, 200));
  let orders = 0;
  for (const { email } of people) {
    const who = { userId: customerNumber(email), anonymousId: crypto.randomUUID() };
    for (const at of momentsOfOrders(now)) {
      const order = sale(
        newId("CS"),
        Array.from({ length: draw(1, 3) }, () => ({ product: pick(PRODUCTS), quantity: draw(1, 2) })),
      );
      window.safar.track("Order Completed", order, {
        ...who,
        timestamp: new Date(at),
        messageId: `${PAST}${crypto.randomUUID()}`,
      });
      orders += 1;
    }
  }
  return orders;
}

/** Some come once, most come back after two to seven weeks, for as long as they like it. */
function momentsOfOrders(now: number): number[] {
  const moments: number[] = [];
  const staying = Math.random() < 0.35 ? 0 : 0.8;
  let at = now - Math.random() * PAST_DAYS * DAY_MS - DAY_MS;
  do {
    moments.push(at);
    at += draw(14, 48) * DAY_MS + Math.random() * DAY_MS;
  } while (at < now && Math.random() < staying);
  return moments;
}

/** A whole number, both ends included. */
function draw(from: number, to: number): number {
  return from + Math.floor(Math.random() * (to - from + 1));
}

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)]!;
}
