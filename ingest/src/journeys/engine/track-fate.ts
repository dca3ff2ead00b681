import type { FateEvent } from "../../channels/fate.js";
import { EVENT_COLUMNS, eventRow } from "../../event/enrich/event-row.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** Stores what became of a message as any event is stored. It has no money, so the source's currency is not asked. */
export function trackFate(warehouse: Pick<Warehouse, "insert">, clock: () => number) {
  return async (source: string, event: FateEvent): Promise<void> => {
    const receipt = { sourceId: source, sourceCurrency: "", receivedAt: clock() };
    await warehouse.insert("event_rows", EVENT_COLUMNS, [eventRow({ ...event }, receipt)]);
  };
}
