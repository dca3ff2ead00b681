import { addDays } from "./calendar.js";
import { useAnswer } from "./use-answer.js";

/** From the first day with an order to the day after the last. */
export function useSpanOfOrders(source: string, zone: string, isWanted: boolean) {
  const answer = useAnswer("span", isWanted && source ? { source, time_zone: zone } : undefined);
  const [row] = answer.rows ?? [];
  const span = row?.first_day
    ? {
        since: String(row.first_day),
        until: addDays(String(row.last_day), 1),
        lastDay: String(row.last_day),
      }
    : undefined;
  return { answer, span };
}
