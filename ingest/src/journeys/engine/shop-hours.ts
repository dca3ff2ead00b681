import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Asked, Background } from "./background.js";
import { shopTimeZone } from "./shop-time-zone.js";

/** The hour at which a shop's people come most, for those who have no hour of their own. */
export interface ShopHours {
  /** @returns undefined while it is not known */
  of(source: string, now: number): number | undefined;
}

/** How long an answer holds; the question goes through a year of visits. */
const KEPT_MS = 24 * 3_600_000;
const AGAIN_MS = 3_600_000;
const YEAR_MS = 365 * 86_400_000;

export function shopHours(reader: Pick<Warehouse, "query">, asking: Background): ShopHours {
  const known = new Map<
    string,
    { hour?: number | undefined; at: number; asked?: Asked<number | undefined> }
  >();
  return {
    of(source, now) {
      const kept = known.get(source) ?? { at: Number.NEGATIVE_INFINITY };
      known.set(source, kept);
      const outcome = kept.asked?.outcome();
      if (outcome !== undefined) {
        delete kept.asked;
        // A failure, such as a question that took too long, is asked again in an hour; the last answer holds on.
        if ("answer" in outcome) kept.hour = outcome.answer;
        else kept.at = now - KEPT_MS + AGAIN_MS;
      }
      if (kept.asked === undefined && kept.at <= now - KEPT_MS) {
        kept.at = now;
        kept.asked = asking(() => readShopHour(reader, source, now));
      }
      return kept.hour;
    },
  };
}

/** The shop's hour, as the view `best_hour` has it for those without one of their own. */
export async function readShopHour(
  reader: Pick<Warehouse, "query">,
  source: string,
  until: number,
): Promise<number | undefined> {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const [row] = await reader.query<{ hour: number | null }>(
    `SELECT any(hour) AS hour FROM ${DATABASE}.best_hour(source = {source:String}, since = {since:String},
       until = {until:String}, time_zone = {timeZone:String}) WHERE NOT is_own`,
    {
      ...{ source, since: day(until - YEAR_MS), until: day(until) },
      timeZone: await shopTimeZone(reader, source),
    },
  );
  return row?.hour ?? undefined;
}
