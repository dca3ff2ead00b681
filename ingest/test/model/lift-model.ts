/**
 * The interval of a difference of two rates, computed another way than the view does: Wilson's limits are the rates at
 * which the score test just does not refuse what was counted (found by halving), and Newcombe joins them (Statistics in
 * Medicine 17, 1998, method 10).
 */
export interface Counted {
  readonly people: number;
  readonly goals: number;
}

/** The normal quantile of 97.5%. */
const Z = 1.959963984540054;

/** @returns the difference and the ends of its 95% interval, in percentage points */
export function differenceOf(treated: Counted, control: Counted): [number, number, number] {
  const [p1, p2] = [treated.goals / treated.people, control.goals / control.people];
  const [low1, high1] = [limit(treated, -1), limit(treated, 1)];
  const [low2, high2] = [limit(control, -1), limit(control, 1)];
  const below = Math.hypot(p1 - low1, high2 - p2);
  const above = Math.hypot(high1 - p1, p2 - low2);
  return [p1 - p2, p1 - p2 - below, p1 - p2 + above].map((share) => 100 * share) as [number, number, number];
}

function limit({ people, goals }: Counted, side: -1 | 1): number {
  const seen = goals / people;
  const score = (rate: number) => Math.abs(seen - rate) / Math.sqrt((rate * (1 - rate)) / people);
  let [inner, outer] = [seen, side === 1 ? 1 : 0];
  for (let round = 0; round < 200; round++) {
    const middle = (inner + outer) / 2;
    if (middle !== seen && score(middle) > Z) outer = middle;
    else inner = middle;
  }
  return inner;
}

/** What the rule of the views' README says of an interval in percentage points. */
export function verdictOf([, from, to]: readonly number[]): string {
  if (from! > 0) return "more";
  if (to! < 0) return "less";
  return from! > -1 && to! < 1 ? "about the same" : "not yet knowable";
}
