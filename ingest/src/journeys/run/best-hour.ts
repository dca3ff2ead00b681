import { offsetAt } from "./offset.js";

/** Clocks of all zones change at whole quarters, and so do their hours. */
export const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** On fewer days an hour is chance. */
const ENOUGH_DAYS = 3;

/** Finds the hour at which somebody usually comes, of visits that are told one by one. */
export interface BestHour {
  /** @param at when they came, epoch milliseconds */
  add(at: number): void;
  /** The hour, 0 to 23, in which they came on the most days, at least three, of several the earliest; else undefined. */
  hour(): number | undefined;
}

/** The same rule as the view `best_hour`. @param timeZone in whose days and hours they came */
export function bestHour(timeZone: string): BestHour {
  const days = Array.from({ length: 24 }, () => new Set<number>());
  return {
    add(at) {
      const shown = at + offsetAt(at, timeZone);
      const day = Math.floor(shown / DAY_MS);
      days[Math.floor((shown - day * DAY_MS) / HOUR_MS)]!.add(day);
    },
    hour() {
      const most = Math.max(...days.map(({ size }) => size));
      return most >= ENOUGH_DAYS ? days.findIndex(({ size }) => size === most) : undefined;
    },
  };
}
