import type { JourneyDefinition } from "@safar/schemas";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { JourneyEvent } from "../run/event.js";
import type { Decision, Run } from "../run/run.js";
import type { Stepped } from "../run/step.js";
import { stepPerson } from "../run/step-person.js";
import type { Member } from "../segments/read-members.js";
import { namesOf } from "../simulate/read-people.js";
import { goalOf, usesUsualHour } from "../simulate/simulate-person.js";
import type { DueSoon } from "./due-soon.js";
import { groupedBy } from "./grouped-by.js";
import type { Journal } from "./journal.js";
import { versionAfter } from "./lease.js";
import { journeyKey, type LiveJourney, lastVersion, versionOf } from "./live-journeys.js";
import { blocksSeen, type Cursor, nextCursor, readNews, type Span } from "./news.js";
import { factsAbout, type LivePerson, readCustomers, readPeopleOf } from "./people.js";
import type { JournalRow, MessageRow, RunRow } from "./row.js";
import type { Segments } from "./segments.js";
import type { ShopHours } from "./shop-hours.js";

export interface TickParts {
  readonly warehouse: Pick<Warehouse, "query">;
  readonly journal: Journal;
  readonly segments: Segments;
  readonly shopHours: ShopHours;
  readonly due: DueSoon;
  readonly generation: number;
  readonly pace?: Pace | undefined;
}

/** How much a tick takes in. */
export interface Pace {
  /** Persons who are read at a time. */
  readonly page: number;
  /** After so long a tick ends at a page, so that a rush keeps nobody who is due, and no message, waiting. */
  readonly tickMs: number;
}

export interface Ticked {
  readonly cursor: Cursor;
  /** The last blocks whose events were read: see `blocksSeen`. */
  readonly seen: readonly number[] | undefined;
  /** Runs that began, went on or ended. */
  readonly transitions: number;
  /** Where to go on: there was more than fits into a tick. The cursor stays where it was. */
  readonly rest: Rest | undefined;
}

/** News that were begun to be read, and are not at their end. */
export interface Rest {
  readonly span: Span;
  readonly seenNow: readonly number[];
  /** The last key that was read; undefined where nothing is new. */
  readonly after: string | undefined;
}

/** A question costs nearly the same for few persons as for many. */
const PACE: Pace = { page: 5_000, tickMs: 2_000 };
const GOAL_MS = 30 * 86_400_000;

/**
 * One tick: whoever has new events or is due goes on, and what they come to is written, all of a person in one block. Made
 * once more from an earlier cursor it changes nothing.
 *
 * @param seen blocks whose events these journeys have read; undefined where they have read none yet
 * @param rest what the tick before left
 */
export async function tick(
  parts: TickParts,
  journeys: readonly LiveJourney[],
  last: Cursor,
  now: number,
  { seen, rest }: { readonly seen?: readonly number[] | undefined; readonly rest?: Rest | undefined } = {},
): Promise<Ticked> {
  const { warehouse, pace: { page: most, tickMs } = PACE } = parts;
  const active = journeys.filter(({ isPaused }) => !isPaused);
  const { span, seenNow, after: begun } = rest ?? (await begin(warehouse, last, seen));
  if (active.length === 0) return { cursor: span.to, seen: [], transitions: 0, rest: undefined };
  const sources = [...new Set(active.map(({ source }) => source))];
  let transitions = 0;
  let after = begun;
  const until = performance.now() + tickMs;
  while (after !== undefined) {
    const page = await readNews(warehouse, span, sources, namesOfAll(active), after, most);
    for (const source of sources) {
      const own = page.filter((each) => each.source === source);
      const news = new Set(own.flatMap(({ ids }) => ids));
      transitions += await goOn(
        parts,
        active,
        source,
        own.map(({ key }) => key),
        news,
        now,
      );
    }
    after = page.length < most ? undefined : page.at(-1)!.key;
    if (performance.now() >= until) break;
  }
  for (;;) {
    const due = await parts.due.take(active.map(journeyKey), now, most);
    for (const source of sources) {
      const own = due.filter((each) => each.source === source).map(({ key }) => key);
      transitions += await goOn(parts, active, source, own, new Set(), now);
    }
    if (due.length < most || performance.now() >= until) break;
  }
  return after === undefined
    ? { cursor: span.to, seen: seenNow, transitions, rest: undefined }
    : { cursor: last, seen, transitions, rest: { span, seenNow, after } };
}

async function begin(
  warehouse: Pick<Warehouse, "query">,
  last: Cursor,
  seen: readonly number[] | undefined,
): Promise<Rest> {
  const cursors = await nextCursor(warehouse, last);
  const { from, to } = cursors;
  const read = from.table === last.table ? seen : undefined;
  const seenNow = await blocksSeen(warehouse, to);
  const isSame = to.block === from.block && seenNow.every((block) => read?.includes(block));
  const span = { from, to, seen: read ?? [] };
  return { span, seenNow, after: isSame && read !== undefined ? undefined : "0" };
}

/** Names of the events that any version of these journeys asks of. */
export function namesOfAll(journeys: readonly LiveJourney[]): string[] {
  return [
    ...new Set(journeys.flatMap(({ versions }) => versions.flatMap(({ definition }) => namesOf(definition)))),
  ];
}

export function usesHours(journeys: readonly LiveJourney[]): boolean {
  return journeys.some(({ versions }) => versions.some(({ definition }) => usesUsualHour(definition)));
}

/** Lets people into a journey who are in the segment of its entry, as of a moment. @returns how many runs began or went on */
export async function letIn(
  parts: TickParts,
  journey: LiveJourney,
  people: readonly Member[],
  moment: number,
  now: number,
): Promise<number> {
  let transitions = 0;
  const { page: most } = parts.pace ?? PACE;
  for (let from = 0; from < people.length; from += most) {
    const page = people.slice(from, from + most);
    const entering = { moment, members: new Map(page.map((each) => [each.key, each])) };
    const keys = [...entering.members.keys()];
    transitions += await goOn(parts, [journey], journey.source, keys, new Set(), now, entering);
  }
  return transitions;
}

/** Who comes in by a moment of a schedule. */
interface Entering {
  readonly moment: number;
  /** By the customer's key. */
  readonly members: ReadonlyMap<string, Member>;
}

async function goOn(
  { warehouse, journal, segments, shopHours, generation }: TickParts,
  active: readonly LiveJourney[],
  source: string,
  keys: readonly string[],
  news: ReadonlySet<string>,
  now: number,
  entering?: Entering,
): Promise<number> {
  if (keys.length === 0) return 0;
  const own = active.filter((journey) => journey.source === source);
  const customers = await readCustomers(warehouse, source, keys);
  const [people, runs] = await Promise.all([
    readPeopleOf(warehouse, customers, {
      ...{ source, names: namesOfAll(own) },
      hours: usesHours(own) ? { ofShop: shopHours.of(source, now) } : undefined,
    }),
    journal.runsOf(source, [...customers.keys()]),
  ]);
  const asked = own.map((journey) => ({ journey, isIn: segments.ofJourney(journey) }));
  const runsBy = groupedBy(runs, (row) => row.person);
  const rows: JournalRow[] = [];
  for (const person of people) {
    const had = person.keys.flatMap((key) => runsBy.get(key) ?? []);
    const fresh = person.events.filter(({ id }) => news.has(id));
    const moments = entering?.members.has(person.key) ? [entering.moment] : [];
    const named = withName(person, entering?.members.get(person.key), had[0]);
    for (const { journey, isIn } of asked)
      rows.push(
        ...rowsOf(
          journey,
          named,
          had.filter((row) => row.journey === journey.name),
          fresh,
          moments,
          isIn,
          generation,
          now,
        ),
      );
  }
  await journal.write(rows);
  return rows.filter(({ record }) => record === "run").length;
}

/** A person of whom no event was read is called as the segment, or an earlier row, has it. */
function withName(person: LivePerson, member: Member | undefined, had: RunRow | undefined): LivePerson {
  if (person.id !== "") return person;
  if (member !== undefined) return { ...person, id: member.id, isGuest: member.isGuest };
  return had === undefined ? person : { ...person, id: had.customer, isGuest: had.isGuest };
}

function rowsOf(
  journey: LiveJourney,
  person: LivePerson,
  had: readonly RunRow[],
  news: readonly JourneyEvent[],
  moments: readonly number[],
  isIn: (segment: string, person: string) => boolean,
  generation: number,
  now: number,
): JournalRow[] {
  const before = new Map(had.map((row) => [row.run, row]));
  const known = had.filter((row) => runVersion(journey, row) !== undefined).map(({ state }) => state.run);
  if (known.length + news.length + moments.length === 0) return [];
  const last = lastVersion(journey);
  const definitionOf = (run: Run): JourneyDefinition => {
    const row = before.get(run.id);
    return row === undefined ? last.definition : runVersion(journey, row)!.definition;
  };
  const facts = factsAbout(person, isIn);
  const stepped = stepPerson(
    ...([last.definition, person.key, known, news, facts, now, moments, definitionOf] as const),
  );
  const rows: JournalRow[] = [];
  const told = new Set<string>();
  for (const step of stepped) {
    const row = before.get(step.run.id);
    const version = row === undefined ? last.version : runVersion(journey, row)!.version;
    told.add(step.run.id);
    const about = { generation, customer: person.id, isGuest: person.isGuest, journeyVersion: version };
    const definition = definitionOf(step.run);
    const run = runRow(journey, row, step, about, now);
    rows.push({ ...run, goalAt: row?.goalAt ?? goalOf(definition, step.run, person.events, GOAL_MS) });
    for (const { id, node } of step.intents) rows.push(messageRow(run, definition, id, node, now));
  }
  // A goal that comes after the end of a run is told of it, too.
  for (const row of had) {
    if (told.has(row.run) || row.goalAt !== undefined || now > row.enteredAt + 2 * GOAL_MS) continue;
    const definition = runVersion(journey, row)?.definition;
    const goalAt = definition && goalOf(definition, row.state.run, person.events, GOAL_MS);
    if (goalAt !== undefined)
      rows.push({ ...row, generation, version: versionAfter(row, generation), goalAt });
  }
  return rows;
}

function runVersion(journey: LiveJourney, { journeyVersion, state }: RunRow) {
  return versionOf(journey, journeyVersion, state.run.node);
}

type About = Pick<RunRow, "generation" | "customer" | "isGuest" | "journeyVersion">;

function runRow(
  { source, name }: LiveJourney,
  before: RunRow | undefined,
  { run, decisions: made }: Stepped,
  about: About,
  now: number,
): RunRow {
  const decisions = [...(before?.state.decisions ?? []), ...made];
  return {
    ...about,
    ...{ record: "run", source, person: run.person, journey: name, run: run.id },
    version: versionAfter(before, about.generation),
    status: run.ended === undefined ? "waiting" : "ended",
    dueAt: run.due ?? 0,
    node: run.node,
    statusAt: now,
    why: run.ended?.why ?? "",
    isControl: run.isControl,
    variant: decisions
      .filter(({ what }) => what === "way")
      .map(({ node, by }) => `${node}=${by}`)
      .join(","),
    enteredAt: run.entry.at,
    nodes: nodesOf(decisions, run),
    goalAt: undefined,
    state: { run, decisions },
  };
}

/** The nodes that a run came to, in order. */
function nodesOf(decisions: readonly Decision[], { node }: Run): string[] {
  return [...new Set([...decisions.map((each) => each.node), node])];
}

function messageRow(
  run: RunRow,
  definition: JourneyDefinition,
  id: string,
  name: string,
  now: number,
): MessageRow {
  const node = definition.nodes[name]!;
  const { nodes: _, goalAt: __, ...rest } = run;
  return {
    ...rest,
    ...{
      record: "message",
      message: id,
      version: versionAfter(undefined, run.generation),
      status: "intended",
      dueAt: now,
      node: name,
    },
    ...{ statusAt: now, why: "", enteredAt: now, language: "", state: { attempts: 0 } },
    channel: node.type === "send" ? "" : node.type,
    kind: node.type === "send" ? (node.kind ?? "marketing") : "",
  };
}
