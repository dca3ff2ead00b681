import type { Track } from "../../channels/track/track-channel.js";
import { EVENT_COLUMNS, eventRow } from "../../event/enrich/event-row.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/**
 * Stores events of messages and journeys where there is no event log at hand. They have no money, so the source's
 * currency is not asked.
 */
export function trackFate(warehouse: Pick<Warehouse, "insert">, clock: () => number): Track {
  return async (source, event) => {
    const receipt = { sourceId: source, sourceCurrency: "", receivedAt: clock() };
    await warehouse.insert("event_rows", EVENT_COLUMNS, [eventRow({ ...event }, receipt)]);
    return undefined;
  };
}
