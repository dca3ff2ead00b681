import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { checkAnomalies } from "./anomalies.js";
import { readSources } from "./each-source.js";
import type { Finding } from "./finding.js";
import { checkUncounted } from "./uncounted.js";

/** Called with the current check, such as "made-up events: 3 of 61 sources". */
export type ToldWhere = (where: string) => void;

/**
 * Orders and events that are stored but not counted, or that may be made up, source by source.
 *
 * @throws {WarehouseError} when a query fails or a view does not exist
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
