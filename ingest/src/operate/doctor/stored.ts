import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { checkAnomalies } from "./anomalies.js";
import { readSources } from "./each-source.js";
import type { Finding } from "./finding.js";
import { checkUncounted } from "./uncounted.js";

/** Told what is looked at now, such as "made-up events, source 3 of 61". */
export type ToldWhere = (where: string) => void;

/**
 * What was stored and is not counted, or may be made up, source after source.
 *
 * @throws {WarehouseError} when the warehouse can't be asked, or lacks the views
 */
export async function* checkStored(
  warehouse: Pick<Warehouse, "query">,
  told: ToldWhere,
): AsyncGenerator<Finding> {
  const sources = await readSources(warehouse);
  const of = (what: string) => (done: number, all: number) => told(`${what}: ${done} of ${all} sources`);
  yield* checkUncounted(warehouse, sources, of("orders not counted"));
  yield* checkAnomalies(warehouse, sources, of("made-up events"));
}
