import { createReadStream, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { ORDERS } from "../journey/online-retail.js";

const LINES = join(dirname(ORDERS), "lines.csv.gz");

/** Why the data can't be used here, or undefined when it can. */
export const LINES_MISSING = existsSync(LINES)
  ? undefined
  : `The lines of the data set Online Retail are not in ${dirname(LINES)}: name the folder above it with SAFAR_DATA_SETS.`;

/** A sale of Online Retail that counts, with what stood in it. */
export interface RetailOrder {
  readonly id: string;
  readonly customer: string;
  /** As the shop's clock showed it. */
  readonly at: string;
  readonly value: number;
  readonly products: { product_id: string; name: string; price: number; quantity: number }[];
}

/** The 18,532 sales to known customers that are worth something. */
export async function retailOrders(): Promise<RetailOrder[]> {
  const orders = new Map<string, RetailOrder>();
  for await (const row of csv(ORDERS)) {
    if (row.kind !== "sale" || !row.customer_id || Number(row.gross_value) <= 0) continue;
    const { invoice = "", customer_id: customer, ordered_at: at = "", gross_value } = row;
    orders.set(invoice, { id: invoice, customer, at, value: Number(gross_value), products: [] });
  }
  for await (const { InvoiceNo = "", StockCode = "", Description = "", Quantity, UnitPrice } of csv(LINES))
    orders.get(InvoiceNo)?.products.push({
      product_id: StockCode,
      name: Description,
      price: Number(UnitPrice),
      quantity: Number(Quantity),
    });
  return [...orders.values()];
}

async function* csv(path: string): AsyncIterable<Record<string, string>> {
  yield* createReadStream(path)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
}

const AT_ONCE = 2_000;

/** Stores each as the event of a server. */
export async function insertRetailOrders(
  warehouse: Pick<Warehouse, "insert">,
  orders: readonly RetailOrder[],
  now = Date.now(),
  sourceId = "shop",
): Promise<void> {
  for (let from = 0; from < orders.length; from += AT_ONCE) {
    const rows = orders.slice(from, from + AT_ONCE).map(({ id, customer, at, value, products }) =>
      eventRow(
        {
          type: "track",
          event: "Order Completed",
          messageId: id,
          userId: customer,
          timestamp: `${at.replace(" ", "T")}Z`,
          properties: { order_id: id, revenue: value, products },
        },
        { sourceId, sourceCurrency: "GBP", keyKind: "server", receivedAt: now },
      ),
    );
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  }
}
