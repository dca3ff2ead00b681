import type { Draw } from "./draw.js";

/** How often a person visits, and whether they buy. */
export type Habit = "once" | "regular" | "seasonal" | "occasional" | "visitor" | "staff";

/** A planned visit: its day of the year, and whether it ends with an order. */
export interface PlannedVisit {
  readonly day: number;
  readonly buys: boolean;
}

/** Seasons in which seasonal customers buy: the first day, and how many days it lasts. */
const SEASONS = [
  { from: 110, days: 25 },
  { from: 320, days: 38 },
];

/** Plans one person's year. Visits without an order precede each purchase. */
export function planVisits(habit: Habit, days: number, draw: Draw): PlannedVisit[] {
  if (habit === "visitor") return visitorDays(days, draw).map((day) => ({ day, buys: false }));
  return purchaseDays(habit, days, draw)
    .filter((day) => day < days)
    .flatMap((day) => {
      const looks = Array.from({ length: draw.int(0, 2) }, () => ({
        day: Math.max(0, day - draw.int(0, 6)),
        buys: false,
      }));
      return [...looks, { day, buys: true }];
    });
}

function visitorDays(days: number, draw: Draw): number[] {
  const first = draw.int(0, days - 1);
  return draw.chance(0.3) ? [first, Math.min(days - 1, first + draw.int(0, 30))] : [first];
}

function purchaseDays(habit: Exclude<Habit, "visitor">, days: number, draw: Draw): number[] {
  switch (habit) {
    case "once":
      return [draw.int(0, days - 1)];
    case "occasional":
      return Array.from({ length: draw.int(2, 3) }, () => draw.int(0, days - 1));
    case "seasonal":
      return SEASONS.filter(() => draw.chance(0.8)).flatMap((season) =>
        Array.from({ length: draw.int(1, 2) }, () => season.from + draw.int(0, season.days - 1)),
      );
    case "regular":
      return regularDays(days, draw);
    case "staff":
      return Array.from({ length: Math.ceil(days / 7) }, (_, week) => week * 7);
  }
}

/** Buys at a regular interval until the person stops. */
function regularDays(days: number, draw: Draw): number[] {
  const rhythm = draw.int(14, 75);
  const found: number[] = [];
  for (let day = draw.int(0, days - 1); day < days; day += Math.max(1, Math.round(draw.wait(rhythm)))) {
    found.push(day);
    if (draw.chance(0.07)) break;
  }
  return found;
}
