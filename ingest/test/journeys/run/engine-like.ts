import { factsOf } from "../../../src/journeys/run/facts-of.js";
import type { Run } from "../../../src/journeys/run/run.js";
import { stepPerson } from "../../../src/journeys/run/step-person.js";
import type { Arrival, History } from "./drawn.js";
import type { Told } from "./slow-model.js";

/** How an engine may treat a run's inputs, drawn by a seed: nothing of it may matter. */
export interface Disorder {
  /** Puts events into another order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  /** Whether something happens now: an event is told again, a tick is made twice, nothing is kept but what was stored. */
  chance(): boolean;
}

/** Carries the reducer through a history as an engine does: by ticks, with what is known, from what was stored. */
export function carryOut(history: History, { shuffle, chance }: Disorder): Told {
  const { definition, arrivals, ticks, linkedAt, timeZone, usualHour } = history;
  let stored = new Map<string, Run>();
  const messages = new Set<string>();
  const entries = new Map<string, string>();
  const endings: Record<string, string> = {};
  let before = Number.NEGATIVE_INFINITY;
  const look = (now: number) => {
    const isOne = linkedAt !== undefined && linkedAt <= now;
    for (const person of isOne ? ["one"] : ["one", "other"]) {
      const own = ({ person: whose, knownAt }: Arrival) => knownAt <= now && (isOne || whose === person);
      const known = arrivals.filter(own).map(({ event }) => event);
      const told = shuffle([...known, ...known.filter(chance)]);
      const facts = factsOf(told, { timeZone, usualHour, traits: {}, isIn: () => false });
      // What was news before may be told as news again.
      const news = arrivals
        .filter((arrival) => own(arrival) && (arrival.knownAt > before || chance()))
        .map(({ event }) => event);
      const runs = [...stored.values()].filter((run) => isOne || run.person === person);
      for (const { run, intents } of stepPerson(
        definition,
        person,
        shuffle(runs),
        shuffle(news),
        facts,
        now,
      )) {
        stored.set(run.id, run);
        entries.set(run.id, run.entry.id);
        for (const { run: of, node, at } of intents)
          messages.add(`${entries.get(of)} ${node} ${new Date(at).toISOString()}`);
      }
    }
  };
  for (const now of ticks) {
    const kept = stored;
    if (chance()) {
      // The tick is made, and the machine dies before it is stored: it is made again.
      stored = new Map(kept);
      look(now);
      stored = new Map(kept);
    }
    look(now);
    before = now;
    stored = new Map(JSON.parse(JSON.stringify([...stored])));
  }
  for (const run of stored.values()) endings[run.entry.id] = run.ended?.why ?? "goes on";
  return { messages: [...messages].sort(), endings };
}
