import type { JourneyEvent } from "../../../src/journeys/run/event.js";
import type { History } from "./drawn.js";
import { daysLater, nextAt, wall } from "./intl-time.js";

/** What people got: the run by its entry's event, the node, the time; and how each run ended. */
export interface Told {
  readonly messages: string[];
  readonly endings: Record<string, string>;
}

/** One walk through a journey, as the design tells it: it stands still until the clock or an event lets it go on. */
interface Walk {
  readonly entry: JourneyEvent;
  readonly way: Generator<void, void>;
  ending?: string;
  endedAt?: number;
}

/**
 * The design, told slowly: each run is a coroutine that remembers where it stands by standing there, asks all events
 * again each time it looks, and is never stored. Local times come from the runtime's calendar.
 */
export function slowly({ definition, arrivals, ticks, linkedAt, timeZone, usualHour }: History): Told {
  const messages: string[] = [];
  const walks: Record<"one" | "other", Walk[]> = { one: [], other: [] };
  const seen = new Set<string>();
  let now = 0;
  const isOne = () => linkedAt !== undefined && linkedAt <= now;
  const eventsOf = (who: "one" | "other") =>
    arrivals
      .filter(({ person, knownAt }) => knownAt <= now && (isOne() || person === who))
      .map(({ event }) => event)
      .sort(earlier);

  const later = (at: number, length: string) => {
    const [count, unit] = length.split(" ");
    if (unit!.startsWith("day")) return daysLater(at, Number(count), timeZone);
    return at + Number(count) * (unit!.startsWith("hour") ? 3_600_000 : 60_000);
  };

  function* through(who: "one" | "other", entry: JourneyEvent): Generator<void, void> {
    let name = definition.start;
    let planned = entry.at;
    let acted = Number.NEGATIVE_INFINITY;
    const counted = new Set([entry.id]);
    while (name !== "end") {
      const node = definition.nodes[name]!;
      if (node.type === "delay") {
        let due = Math.max(planned, acted);
        if (node.for) due = later(due, node.for);
        if (node.until) {
          const isUsual = node.until.at === "usual";
          const time = isUsual && usualHour === undefined ? node.until.orAt! : node.until.at;
          const [hour, minute] =
            isUsual && usualHour !== undefined ? [usualHour, 0] : time.split(":").map(Number);
          due = nextAt(due, 60 * hour! + minute!, timeZone);
        }
        while (now < due) yield;
        planned = due;
        name = node.next;
      } else if (node.type === "wait") {
        const last = later(Math.max(planned, acted), node.atMost);
        for (;;) {
          const it = eventsOf(who).find(
            ({ id, name: called, at }) =>
              called === node.event && at >= planned && at <= last && !counted.has(id),
          );
          if (it) {
            counted.add(it.id);
            planned = it.at;
            name = node.yes;
            break;
          }
          if (now >= last) {
            planned = last;
            name = node.no;
            break;
          }
          yield;
        }
      } else if (node.type === "if") {
        const { did, atLeast, sinceEntry } = node.condition as {
          did: string;
          atLeast: number;
          sinceEntry: boolean;
        };
        const times = eventsOf(who).filter(
          ({ name: called, at, id }) =>
            called === did && at <= now && (!sinceEntry || (at >= entry.at && id !== entry.id)),
        ).length;
        name = times >= atLeast ? node.yes : node.no;
      } else if (node.type === "send" || node.type === "track") {
        const hour = () => (wall(now, timeZone) / 3_600_000) % 24;
        if (node.type === "send" && definition.quiet !== false) while (hour() >= 21 || hour() < 9) yield;
        messages.push(`${entry.id} ${name} ${new Date(now).toISOString()}`);
        acted = now;
        name = node.next;
      }
    }
  }

  const goOn = (who: "one" | "other", walk: Walk) => {
    if (walk.ending) return;
    const goal = definition.goal?.event;
    const reached = eventsOf(who).some(
      ({ name, at, id }) => name === goal && at >= walk.entry.at && id !== walk.entry.id,
    );
    if (reached || walk.way.next().done) {
      walk.ending = reached ? "goal" : "end";
      walk.endedAt = now;
    }
  };
  const mayCome = (at: number, others: readonly Walk[]) => {
    const again = (definition.entry as { again?: string }).again;
    const real = others.filter(({ ending }) => ending !== "merged");
    if (again === undefined) return real.length === 0;
    return real.every(
      ({ entry, endedAt }) => endedAt !== undefined && endedAt < at && later(entry.at, again) <= at,
    );
  };

  for (now of ticks) {
    if (isOne() && walks.other.length > 0) {
      const all = [...walks.one, ...walks.other].sort((a, b) => earlier(a.entry, b.entry));
      const standing: Walk[] = [];
      for (const walk of all) {
        if (walk.ending === undefined && !mayCome(walk.entry.at, standing)) {
          walk.ending = "merged";
          walk.endedAt = now;
        } else standing.push(walk);
      }
      walks.one = all;
      walks.other = [];
    }
    for (const who of isOne() ? (["one"] as const) : (["one", "other"] as const)) {
      for (const event of eventsOf(who)) {
        if (seen.has(event.id)) continue;
        seen.add(event.id);
        const isNew = event.name === "Added" && event.at >= now - 3_600_000;
        if (isNew && mayCome(event.at, walks[who]))
          walks[who].push({ entry: event, way: through(who, event) });
      }
      for (const walk of walks[who]) goOn(who, walk);
    }
  }
  const all = [...walks.one, ...walks.other];
  return {
    messages: messages.sort(),
    endings: Object.fromEntries(all.map(({ entry, ending = "goes on" }) => [entry.id, ending])),
  };
}

function earlier(one: JourneyEvent, other: JourneyEvent): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1);
}
