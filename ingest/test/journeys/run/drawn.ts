import type { JourneyDefinition, JourneyNode } from "@safar/schemas";
import fc from "fast-check";
import type { JourneyEvent } from "../../../src/journeys/run/event.js";

const MINUTE = 60_000;

/** An event, whose it is, and when it becomes known. */
export interface Arrival {
  readonly person: "one" | "other";
  readonly event: JourneyEvent;
  readonly knownAt: number;
}

/** A drawn history of two persons, who may turn out to be one. */
export interface History {
  readonly definition: JourneyDefinition;
  readonly arrivals: readonly Arrival[];
  /** When the engine looks, in order. */
  readonly ticks: readonly number[];
  readonly linkedAt: number | undefined;
  readonly timeZone: string;
  /** At which they usually come, if that is known. */
  readonly usualHour: number | undefined;
}

const names = fc.constantFrom("Added", "Seen", "Bought", "Asked");

function node(place: number, count: number): fc.Arbitrary<JourneyNode> {
  const following = place + 1;
  const next = fc
    .oneof({ arbitrary: fc.constant(following), weight: 4 }, fc.integer({ min: following, max: count }))
    .map((to) => (to === count ? "end" : `n${to}`));
  const length = fc.constantFrom("30 minutes", "2 hours", "1 day", "2 days");
  const time = fc.constantFrom("02:30", "10:00", "23:15");
  const message = { en: { subject: "s", text: "t" } };
  return fc.oneof(
    fc.record({
      type: fc.constant("send" as const),
      channels: fc.constant<["email"]>(["email"]),
      message: fc.constant(message),
      next,
    }),
    fc.record({ type: fc.constant("track" as const), event: fc.constant("Told"), next }),
    fc.record({ type: fc.constant("delay" as const), for: length, next }),
    fc.record({ type: fc.constant("delay" as const), until: fc.record({ at: time }), next }),
    fc.record({
      type: fc.constant("delay" as const),
      until: fc.record({ at: fc.constant("usual" as const), orAt: time }),
      next,
    }),
    fc.record({ type: fc.constant("wait" as const), event: names, atMost: length, yes: next, no: next }),
    fc.record({
      type: fc.constant("if" as const),
      condition: fc.record({ did: names, atLeast: fc.integer({ min: 1, max: 3 }), sinceEntry: fc.boolean() }),
      yes: next,
      no: next,
    }),
  );
}

const definitions = fc
  .integer({ min: 1, max: 7 })
  .chain((count) =>
    fc.record({
      nodes: fc.tuple(...Array.from({ length: count }, (_, place) => node(place, count))),
      again: fc.constantFrom<string | undefined>(undefined, "1 hour", "1 day"),
      goal: fc.constantFrom(true, true, false),
      quiet: fc.constantFrom<false | undefined>(false, undefined),
    }),
  )
  .map(
    ({ nodes, again, goal, quiet }): JourneyDefinition => ({
      name: "drawn",
      entry: { event: "Added", ...(again === undefined ? {} : { again }) },
      ...(goal ? { goal: { event: "Bought" } } : {}),
      ...(quiet === undefined ? {} : { quiet }),
      control: 0,
      start: "n0",
      nodes: Object.fromEntries(nodes.map((each, place) => [`n${place}`, each])),
    }),
  );

/** Around the days on which clocks change. */
const starts = fc.constantFrom(
  ...["2022-03-20", "2022-09-20", "2026-03-07", "2026-10-31", "2026-07-01"].map((day) => Date.parse(day)),
);

const WEEK = 7 * 24 * 60;

const known = (events: readonly { prompt: boolean; minute: number; late: number }[]) =>
  events.filter(({ prompt }) => prompt).map(({ minute, late }) => minute + late);

export const histories: fc.Arbitrary<History> = fc
  .record({
    definition: definitions,
    start: starts,
    events: fc.array(
      fc.record({
        person: fc.constantFrom("one" as const, "other" as const),
        name: fc.oneof(names, fc.constant("Added")),
        minute: fc.integer({ min: 0, max: WEEK }),
        // whether the engine looks when it becomes known, or whenever it comes to it
        prompt: fc.constantFrom(true, true, true, false),
        late: fc.oneof(
          fc.constant(0),
          fc.constant(0),
          fc.integer({ min: 0, max: 90 }),
          fc.integer({ min: 0, max: 2 * 1440 }),
        ),
      }),
      { maxLength: 12 },
    ),
    looks: fc.array(fc.integer({ min: 0, max: 2 * WEEK }), { maxLength: 60 }),
    link: fc.option(fc.integer({ min: 0, max: WEEK }), { nil: undefined }),
    timeZone: fc.constantFrom("Asia/Tehran", "America/New_York", "UTC"),
    usualHour: fc.option(fc.integer({ min: 0, max: 23 }), { nil: undefined }),
  })
  .map(({ definition, start, events, looks, link, timeZone, usualHour }) => ({
    definition,
    arrivals: events.map(({ person, name, minute, late }, place) => ({
      person,
      event: {
        id: `e${String(place).padStart(2, "0")}`,
        name,
        commerceName: "",
        at: start + minute * MINUTE,
        properties: {},
      },
      knownAt: start + (minute + late) * MINUTE,
    })),
    ticks: [...new Set([...looks, ...known(events), 2 * WEEK])]
      .sort((a, b) => a - b)
      .map((minute) => start + minute * MINUTE),
    linkedAt: link === undefined ? undefined : start + link * MINUTE,
    ...{ timeZone, usualHour },
  }));
