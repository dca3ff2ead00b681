import { askFigures } from "../../ask/report/ask-figures.js";
import type { FigureRange } from "../../ask/report/figures.js";
import type { CollectorProcess } from "../../client/collector-process.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import { type ComparedFigure, compareFigures } from "./comparison.js";
import { askCustomers, bookedCustomers, type CustomerComparison, compareCustomers } from "./customers.js";
import { addDays } from "./ledger/calendar.js";
import { ledgerFigures } from "./ledger/figures.js";
import type { Sending } from "./send-year.js";
import type { Simulation, SimulationOptions } from "./shop/simulate-shop.js";

/** A shop's figures from the warehouse, beside those of its ledger. */
export interface YearComparison {
  readonly range: FigureRange;
  readonly figures: readonly ComparedFigure[];
  readonly customers: CustomerComparison;
  /** Events stored in the warehouse. */
  readonly stored: number;
  /** Time of the queries, in seconds. */
  readonly askSeconds: number;
}

/**
 * Queries the figures of a simulated shop and compares them with its ledger.
 *
 * @param timeZone the shop's time zone, in which figures are counted
 * @throws {WarehouseError} when a query fails
 */
export async function compareYear(
  { ledger }: Simulation,
  { start, days }: SimulationOptions,
  timeZone: string,
  { clickhouse, password, source }: CollectorProcess,
): Promise<YearComparison> {
  const warehouse = openHttpWarehouse({ url: clickhouse, username: "default", password });
  const range: FigureRange = { source, since: start, until: addDays(start, days), timeZone, period: "month" };
  try {
    const startedAt = performance.now();
    const asked = await askFigures(warehouse, range);
    const askSeconds = (performance.now() - startedAt) / 1000;
    const [count] = await warehouse.query<{ stored: number }>(
      "SELECT toFloat64(count()) AS stored FROM safar.events WHERE source_id = {source:String}",
      { source },
    );
    const orders = ledger.orders();
    return {
      range,
      askSeconds,
      stored: count!.stored,
      figures: compareFigures(asked, ledgerFigures(orders, range)),
      customers: compareCustomers(await askCustomers(warehouse, range), bookedCustomers(orders, range)),
    };
  } finally {
    await warehouse.close();
  }
}

/** True when every figure, every customer and the number of events match the ledger and the sender. */
export function isAllEqual(
  { figures, customers, stored }: YearComparison,
  { calls, repeats }: Sending,
): boolean {
  return (
    figures.every(({ equal }) => equal) &&
    customers.equal === customers.booked &&
    customers.equal === customers.asked &&
    stored === calls - repeats
  );
}
