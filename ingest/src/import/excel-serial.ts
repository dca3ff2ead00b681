import type { WrittenTime } from "./local-time.js";

/** Excel's day 0 is 1899-12-30, because Excel treats 1900 as a leap year; old Excel for Mac counts from 1904. */
const DAY_0 = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;

/**
 * The local time of an Excel serial date, to the second.
 *
 * @param days since day 0; the fraction is the time of day
 */
export function excelTime(days: number, system: keyof typeof DAY_0 = 1900): WrittenTime {
  const local = new Date(DAY_0[system] + Math.round(days * 86_400) * 1000);
  return {
    calendar: "iso8601",
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: 0,
    offset: undefined,
  };
}
