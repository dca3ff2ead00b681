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

/** A shop's figures as the warehouse gives them, beside those of its books. */
export interface YearComparison {
  readonly range: FigureRange;
  readonly figures: readonly ComparedFigure[];
  readonly customers: CustomerComparison;
  /** Events that the warehouse holds. */
  readonly stored: number;
  /** How long the views took to give the figures, in seconds. */
  readonly askSeconds: number;
}

/**
 * Asks for the figures of a shop whose events were sent, and lays them beside its books'.
 *
 * @param timeZone the shop's, in whose calendar the figures are counted
 * @throws {WarehouseError} when the views can't be asked
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

/** True when every figure, every customer and the number of events are what the books and the sender say. */
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
