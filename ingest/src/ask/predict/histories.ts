import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { PurchaseHistory } from "./bg-nbd.js";
import type { Spending } from "./gamma-gamma.js";

/** A customer's history as input for the models; times in days. */
export interface CustomerHistory extends PurchaseHistory {
  readonly key: string;
  readonly id: string;
  readonly isGuest: boolean;
  /** Values of the repeat purchases. */
  readonly value: Spending;
}

const ROWS_A_PAGE = 20_000;

/** The time zone and the currency in which a source is predicted. */
export async function tellOf(
  warehouse: Pick<Warehouse, "query">,
  { source, currency }: { source: string; currency: string },
): Promise<{ timeZone: string; currency: string }> {
  const [told] = await warehouse.query<{ time_zone: string; currency: string }>(
    `SELECT (SELECT toString(any(time_zone)) FROM safar.sources FINAL WHERE source_id = {source:String}) AS time_zone, currency
     FROM safar_internal.asked_currency(source = {source:String}, currency = {currency:String})`,
    { source, currency },
  );
  return { timeZone: told?.time_zone || "UTC", currency: told?.currency ?? currency };
}

/** The histories of all customers of a source, in pages, so that no result is large. Each page has the total count. */
export async function* readHistories(
  warehouse: Pick<Warehouse, "query">,
  asked: { source: string; timeZone: string; currency: string; until: string },
): AsyncGenerator<{ rows: CustomerHistory[]; of: number }> {
  const from = `safar_internal.purchase_history(
    source = {source:String}, until = {until:String}, time_zone = {timeZone:String}, currency = {currency:String})`;
  const [count] = await warehouse.query<{ n: number }>(`SELECT toUInt32(count()) AS n FROM ${from}`, {
    ...asked,
  });
  const of = count?.n ?? 0;
  const pages = Math.ceil(of / ROWS_A_PAGE);
  for (let page = 0; page < pages; page++) {
    const rows = await warehouse.query<Row>(
      `SELECT toString(customer_key) AS key, customer_id AS id, toUInt8(is_guest) AS guest, toUInt32(repeats) AS repeats,
         toFloat64(recency_days) AS recency, toFloat64(age_days) AS age, toFloat64(repeat_value) AS worth,
         toUInt32(value_repeats) AS valued
       FROM ${from} WHERE customer_key % {pages:UInt32} = {page:UInt32}`,
      { ...asked, pages, page },
    );
    yield { of, rows: rows.map(historyOf) };
  }
}

interface Row {
  readonly key: string;
  readonly id: string;
  readonly guest: number;
  readonly repeats: number;
  readonly recency: number;
  readonly age: number;
  readonly worth: number;
  readonly valued: number;
}

function historyOf({ key, id, guest, repeats, recency, age, worth, valued }: Row): CustomerHistory {
  const value = { purchases: valued, average: valued === 0 ? 0 : worth / valued };
  // A sender's clock that runs ahead may put an order after today.
  return { key, id, isGuest: guest === 1, repeats, recency, age: Math.max(age, recency), value };
}
