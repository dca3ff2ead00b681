import fc from "fast-check";
import { expect, it } from "vitest";
import { bestHour } from "../../../src/journeys/run/best-hour.js";
import { wall } from "./intl-time.js";

const HOUR = 3_600_000;
const hourOf = (visits: readonly number[], timeZone = "UTC") => {
  const best = bestHour(timeZone);
  for (const at of visits) best.add(at);
  return best.hour();
};

it("is the hour of the most days, of several the earliest, and none where there are too few", () => {
  const day = (number: number, hour: number) => Date.UTC(2026, 0, number, hour, 10);
  expect(hourOf([])).toBeUndefined();
  expect(hourOf([day(1, 9), day(1, 9), day(1, 9), day(2, 9)])).toBeUndefined();
  expect(hourOf([day(1, 9), day(2, 9), day(3, 9)])).toBe(9);
  expect(hourOf([1, 2, 3].flatMap((each) => [day(each, 20), day(each, 9)]))).toBe(9);
});

it("stays nine o'clock where clocks change, and is of the person's own zone", () => {
  // Nine in New York before and after the clock goes forward, and nine in Tehran in a year with daylight saving.
  const newYork = [Date.UTC(2026, 2, 6, 14), Date.UTC(2026, 2, 7, 14), Date.UTC(2026, 2, 9, 13)];
  expect(hourOf(newYork, "America/New_York")).toBe(9);
  const tehran = [Date.UTC(2022, 2, 20, 5, 30), Date.UTC(2022, 2, 22, 4, 30), Date.UTC(2022, 2, 23, 4, 45)];
  expect(hourOf(tehran, "Asia/Tehran")).toBe(9);
});

it("is what the calendar of the runtime counts, in every zone (seed 22)", () => {
  const zones = ["Asia/Tehran", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"];
  const moment = fc.integer({ min: Date.UTC(2021, 0), max: Date.UTC(2023, 0) });
  const habit = fc.record({
    start: moment,
    days: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
    more: fc.array(moment, { maxLength: 12 }),
    timeZone: fc.constantFrom(...zones),
  });
  fc.assert(
    fc.property(habit, ({ start, days, more, timeZone }) => {
      const visits = [...days.map((day) => start + day * 24 * HOUR), ...more];
      const counts = new Map<number, Set<string>>();
      for (const at of visits) {
        const shown = new Date(wall(at, timeZone)).toISOString();
        const hour = Number(shown.slice(11, 13));
        counts.set(hour, (counts.get(hour) ?? new Set()).add(shown.slice(0, 10)));
      }
      const [best] = [...counts].sort(([a, one], [b, other]) => other.size - one.size || a - b);
      expect(hourOf(visits, timeZone)).toBe(best !== undefined && best[1].size >= 3 ? best[0] : undefined);
    }),
    { seed: 22, numRuns: 1_000 },
  );
});
