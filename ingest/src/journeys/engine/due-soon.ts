import type { DuePerson, DueRun, Journal, JourneyKey } from "./journal.js";
import type { JournalRow } from "./row.js";

/** The runs that are due within the next minute, so that the journal need not be searched for them at every step. */
export interface DueSoon {
  /** Takes out the runs that are due, of at most so many persons. @returns these persons, each once */
  take(journeys: readonly JourneyKey[], now: number, most: number): Promise<DuePerson[]>;
  /** To be told of all rows that are written: they are due at another time, or no more. */
  wrote(rows: readonly JournalRow[]): void;
  /** Asks the journal anew: what was taken was not done. */
  forget(): void;
}

const AHEAD_MS = 60_000;
/** Runs that the journal is asked for at a time: of a crowd the next ones are asked for when these are due. */
const MOST = 5_000;

interface Known {
  readonly journeys: readonly JourneyKey[];
  /** The times at which it holds. */
  readonly from: number;
  readonly until: number;
  /** By id. */
  readonly runs: Map<string, DueRun>;
}

export function dueSoon(journal: Pick<Journal, "dueUntil">): DueSoon {
  let known: Known | undefined;

  const holds = (journeys: readonly JourneyKey[], now: number) =>
    known !== undefined &&
    now >= known.from &&
    now <= known.until &&
    journeys.length === known.journeys.length &&
    journeys.every((journey, place) => known?.journeys[place] === journey);

  async function look(journeys: readonly JourneyKey[], now: number): Promise<Known> {
    const runs = await journal.dueUntil(journeys, now + AHEAD_MS, MOST);
    const until = runs.length < MOST ? now + AHEAD_MS : Math.min(now + AHEAD_MS, runs.at(-1)!.at);
    return { journeys, from: now, until, runs: new Map(runs.map((run) => [run.run, run])) };
  }

  return {
    async take(journeys, now, most) {
      if (journeys.length === 0) return [];
      if (!holds(journeys, now)) known = await look(journeys, now);
      const { runs } = known!;
      const people = new Map<string, DuePerson>();
      for (const { source, key, run, at } of runs.values()) {
        if (at > now) continue;
        const person = `${source} ${key}`;
        if (people.size === most && !people.has(person)) continue;
        people.set(person, { source, key });
        runs.delete(run);
      }
      return [...people.values()];
    },
    wrote(rows) {
      if (known === undefined) return;
      const { journeys, until, runs } = known;
      for (const row of rows) {
        if (row.record !== "run") continue;
        const { source, person: key, run, status, dueAt: at, journey } = row;
        const isSoon = status === "waiting" && at <= until && journeys.includes(`${source}/${journey}`);
        if (isSoon) runs.set(run, { source, key, run, at });
        else runs.delete(run);
      }
      if (runs.size > 2 * MOST) known = undefined;
    },
    forget() {
      known = undefined;
    },
  };
}
