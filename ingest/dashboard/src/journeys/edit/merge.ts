import type { JourneyPlan } from "@safar/schemas/dashboard";

export type Change = JourneyPlan["changes"][number];

type Held = Readonly<Record<string, unknown>>;
const isHeld = (value: unknown): value is Held =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const namesOf = (...all: readonly Held[]) => [...new Set(all.flatMap((each) => Object.keys(each)))];

/** What differs between two values, by its place. Lists count as one. */
export function changesBetween(before: unknown, after: unknown, at = ""): Change[] {
  if (same(before, after)) return [];
  if (!isHeld(before) || !isHeld(after)) return [{ at, before, after }];
  return namesOf(before, after).flatMap((name) =>
    changesBetween(before[name], after[name], at === "" ? name : `${at}.${name}`),
  );
}

/** What two people made of the same definition, put together. */
export interface Merged {
  readonly value: unknown;
  /** Where both changed the same thing in another way: there mine stands. */
  readonly both: readonly string[];
}

/** Puts what I changed onto what they changed. */
export function merge(base: unknown, mine: unknown, theirs: unknown, at = ""): Merged {
  if (same(mine, theirs) || same(base, mine)) return { value: theirs, both: [] };
  if (same(base, theirs)) return { value: mine, both: [] };
  if (!isHeld(mine) || !isHeld(theirs)) return { value: mine, both: [at] };
  const held = isHeld(base) ? base : {};
  const merged = namesOf(theirs, mine).map(
    (name) =>
      [name, merge(held[name], mine[name], theirs[name], at === "" ? name : `${at}.${name}`)] as const,
  );
  return {
    value: Object.fromEntries(
      merged.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
    ),
    both: merged.flatMap(([, { both }]) => both),
  };
}
