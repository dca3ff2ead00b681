import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/enrich/event-row.js";
import { migrate } from "../../src/migrate/migrate.js";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";
import { ORDERS } from "../journey/online-retail.js";
import { refreshVisits } from "./refresh-visits.js";

const SESSIONS = join(dirname(dirname(ORDERS)), "otto/sessions.jsonl");
const MISSING = !existsSync(SESSIONS) && `The sessions of OTTO are not at ${SESSIONS}.`;
if (MISSING && process.env.CI) throw new Error(MISSING);
if (MISSING) console.warn(`Not run: ${MISSING}`);

interface Session {
  readonly session: number;
  readonly events: readonly { aid: number; ts: number; type: "clicks" | "carts" | "orders" }[];
}
type Counts = Readonly<Record<"opened" | "converted" | "abandoned" | "rate", number>>;

const WHOLE = "source = 'otto', since = '', until = '', time_zone = 'Europe/Berlin'";
const EVENTS = { clicks: "Product Viewed", carts: "Product Added", orders: "Order Completed" } as const;

let folder: string;
let warehouse: ChdbWarehouse;
let expected: Readonly<Record<string, Counts>> & {
  readonly OTTO_session_level: Readonly<
    Record<"sessions" | "with_cart" | "with_order" | "cart_no_order", number>
  >;
};

describe.skipIf(MISSING)("twenty sessions of a real shop", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-otto-"));
    expected = JSON.parse(readFileSync(join(dirname(SESSIONS), "expected.json"), "utf8"));
    warehouse = await openChdbWarehouse(folder);
    await migrate(warehouse);
    const sessions: Session[] = readFileSync(SESSIONS, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const rows = sessions.flatMap(({ session, events }) =>
      events.map(({ aid, ts, type }, place) =>
        eventRow(
          {
            type: "track",
            event: EVENTS[type],
            messageId: `${session}-${place}`,
            anonymousId: `session-${session}`,
            timestamp: new Date(ts).toISOString(),
            // Lines of one moment are one order.
            properties: type === "orders" ? { order_id: `${session}-${ts}` } : { product_id: aid, price: 10 },
          },
          { sourceId: "otto", sourceCurrency: "EUR", receivedAt: Date.UTC(2023, 0, 1) },
        ),
      ),
    );
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
    await refreshVisits(warehouse);
  });

  afterAll(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ["30 minutes", "OTTO_cart_30min"],
    ["1 hour", "OTTO_cart_1h"],
    ["24 hours", "OTTO_cart_24h"],
    ["7 days", "OTTO_cart_7d"],
    ["ever", "OTTO_cart_ever"],
  ])("leave as many carts within %s as were counted", async (window, name) => {
    const rows = await warehouse.query(
      `SELECT carts AS opened, converted_carts AS converted, abandoned_carts AS abandoned, round(abandonment_rate, 4) AS rate
       FROM cart_abandonment(${WHOLE}) WHERE window = '${window}'`,
    );
    expect(rows).toEqual([expected[name]]);
  });

  it("are people of whom some put something into a cart, and some order", async () => {
    const rows = await warehouse.query(
      `SELECT maxIf(entered, step = 1) AS sessions, maxIf(entered, step = 2) AS with_cart,
         (SELECT uniqExact(customer_id) FROM orders WHERE source_id = 'otto') AS with_order,
         (SELECT uniqExact(customer_key) FROM carts(source = 'otto', windows = '') WHERE customer_key NOT IN (
            SELECT customer_key FROM orders_in_range(${WHOLE}))) AS cart_no_order
       FROM funnel(${WHOLE}, unit = 'customer', segment_by = '', within_hours = '100000')`,
    );
    const { sessions, with_cart, with_order, cart_no_order } = expected.OTTO_session_level;
    expect(rows).toEqual([{ sessions, with_cart, with_order, cart_no_order }]);
  });

  it("are listed with what they left behind, how much it is worth, and for how long", async () => {
    const carts = await warehouse.query<{ pieces: number; value: number; products: unknown[] }>(
      `SELECT * FROM abandoned_carts(${WHOLE}, window_hours = '24')`,
    );
    expect(carts).toHaveLength(expected.OTTO_cart_24h?.abandoned ?? 0);
    for (const { pieces, value } of carts) expect(value).toBe(10 * pieces);
    expect(carts.filter(({ products }) => products.length > 1).length).toBeGreaterThan(0);
  });
});
