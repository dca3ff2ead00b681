import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ORDERS } from "./online-retail.js";

const FOLDER = join(dirname(dirname(ORDERS)), "otto");
const SESSIONS = join(FOLDER, "sessions.jsonl");

/** Why the sessions of OTTO can't be used here, or undefined when they can. */
export const MISSING = existsSync(SESSIONS)
  ? undefined
  : `The sessions of OTTO are not at ${SESSIONS}: name the folder above theirs with SAFAR_DATA_SETS.`;

interface Session {
  readonly session: number;
  readonly events: readonly { aid: number; ts: number; type: "clicks" | "carts" | "orders" }[];
}

/** Carts as they were counted independently of Safar; `rate` is the share of abandoned ones in percent. */
export type CartCounts = Readonly<Record<"opened" | "converted" | "abandoned" | "rate", number>>;

export interface OttoCounts {
  readonly carts: Readonly<Record<"30min" | "1h" | "24h" | "7d" | "ever", CartCounts>>;
  readonly people: Readonly<Record<"sessions" | "with_cart" | "with_order" | "cart_no_order", number>>;
}

const EVENTS = { clicks: "Product Viewed", carts: "Product Added", orders: "Order Completed" } as const;

/** Every event of twenty sessions of a real shop. Each session is a guest; every product costs 10, and so does an order. */
export function ottoEvents() {
  const sessions: Session[] = readFileSync(SESSIONS, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return sessions.flatMap(({ session, events }) =>
    events.map(({ aid, ts, type }, place) => ({
      type: "track",
      event: EVENTS[type],
      messageId: `${session}-${place}`,
      anonymousId: `session-${session}`,
      timestamp: new Date(ts).toISOString(),
      // Lines of one moment are one order.
      properties:
        type === "orders" ? { order_id: `${session}-${ts}`, revenue: 10 } : { product_id: aid, price: 10 },
    })),
  );
}

/** What an independent computation counted in them. */
export function ottoCounts(): OttoCounts {
  const counts = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8"));
  const windows = ["30min", "1h", "24h", "7d", "ever"];
  return {
    carts: Object.fromEntries(windows.map((window) => [window, counts[`OTTO_cart_${window}`]])) as never,
    people: counts.OTTO_session_level,
  };
}
