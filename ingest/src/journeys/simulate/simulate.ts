import type { JourneyDefinition } from "@safar/schemas";
import type { ProgressState } from "../../output/terminal/progress.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { readShopHour } from "../engine/shop-hours.js";
import { openSegment } from "../segments/ask-segment.js";
import type { Segment } from "../segments/find-segment.js";
import { Memberships } from "../segments/memberships.js";
import type { Permission } from "../sending/second-look.js";
import { type RecommendedProduct, shows } from "../templates/fill-in.js";
import { shopLinks } from "../templates/shop-links.js";
import { EVERY_MORNING, localText, momentOfText, momentsOf, scheduleOf } from "./moments.js";
import { type PersonPast, readPeople } from "./read-people.js";
import { readRecommendations } from "./read-recommendations.js";
import { type Simulated, simulatePerson, usesUsualHour } from "./simulate-person.js";
import { countPeople, type Tally } from "./tally.js";

export interface SimulationAsked {
  readonly source: string;
  readonly timeZone: string;
  /** Local times: from when people come in, and when all ends. */
  readonly since: string;
  readonly until: string;
  readonly permission: Permission;
  /** For how many days after their entry a person's goal counts. */
  readonly goalDays: number;
}

/** Of the shop's settings, those by which its engine decides about messages. */
export interface SendingSettings {
  /** Hosts of the shop: an address that a page told stands in a message only if it leads there. */
  readonly shopHosts: readonly string[];
  readonly pageContactsPerHour: number;
}

/** What a journey would have done. */
export interface SimulationReport extends SimulationAsked {
  readonly journey: string;
  /** Days of the period. */
  readonly days: number;
  /** People with more events than {@link MOST_EVENTS}: no person is so busy. */
  readonly leftOut: number;
  readonly tally: Tally;
}

/** The most events of one person that are gone through. */
const MOST_EVENTS = 20_000;
const DAY_MS = 86_400_000;

/**
 * Runs a definition over a shop's past: the reducer that runs live, each event known when it happened, and each person as
 * they are known today.
 *
 * @throws {Error} when a segment can't be asked
 */
export async function simulate(
  warehouse: Pick<Warehouse, "query">,
  definition: JourneyDefinition,
  segments: ReadonlyMap<string, Segment>,
  asked: SimulationAsked,
  settings: SendingSettings,
  onProgress: (label: "Asking segments" | "Simulating", state: ProgressState) => void,
): Promise<SimulationReport> {
  const { timeZone } = asked;
  const [since, until] = [momentOfText(asked.since, timeZone), momentOfText(asked.until, timeZone)];
  const members = new Map<string, Memberships>();
  for (const segment of segments.values()) {
    const looked = await lookAt(warehouse, segment, definition, asked, (fraction, detail) =>
      onProgress("Asking segments", { fraction, events: 0, detail }),
    );
    members.set(segment.name, looked);
  }
  const usesHours = usesUsualHour(definition);
  const withIds = shows(definition.nodes, "recommended");
  const recommended = withIds
    ? await readRecommendations(warehouse, asked)
    : new Map<string, readonly RecommendedProduct[]>();
  const simulated: Simulated = {
    shopHour: usesHours ? await readShopHour(warehouse, asked.source, since) : undefined,
    ...{ definition, since, until, timeZone, permission: asked.permission },
    shop: { name: asked.source, currency: await readCurrency(warehouse, asked.source) },
    isShopLink: shopLinks(settings.shopHosts),
    recommended: ({ ids }) => ids.map((id) => recommended.get(id)).find((each) => each !== undefined) ?? [],
    entriesOf: entriesBy(definition, members, since, until, timeZone),
    isIn: (segment, person, at) => members.get(segment)?.isIn(person, at) ?? false,
  };
  const counting = countPeople(definition);
  const goalMs = asked.goalDays * DAY_MS;
  const go = (person: PersonPast) => counting.count(person, simulatePerson(simulated, person), goalMs);
  // Members of whom there are no events to read come at the end.
  const rest = new Set("segment" in definition.entry ? members.get(definition.entry.segment)?.people() : []);
  let [leftOut, events] = [0, 0];
  for await (const page of readPeople(warehouse, definition, asked, { withHours: usesHours, withIds })) {
    for (const person of page.people) {
      rest.delete(person.key);
      if (person.events.length > MOST_EVENTS) leftOut++;
      else go(person);
    }
    events += page.events;
    onProgress("Simulating", { fraction: page.of === 0 ? 1 : events / page.of, events, detail: "" });
  }
  for (const key of rest) go({ key, events: [], timeZone: undefined, ids: [] });
  const days = Math.round((until - since) / DAY_MS);
  const tally = await counting.settle(settings.pageContactsPerHour);
  return { journey: definition.name, ...asked, days, leftOut, tally };
}

async function readCurrency(warehouse: Pick<Warehouse, "query">, source: string): Promise<string> {
  const [shop] = await warehouse.query<{ currency: string }>(
    `SELECT toString(currency) AS currency FROM ${DATABASE}.sources FINAL WHERE source_id = {source:String}`,
    { source },
  );
  return shop?.currency ?? "";
}

/** Looks at a segment as often as its entry says, and for conditions every morning. */
async function lookAt(
  warehouse: Pick<Warehouse, "query">,
  segment: Segment,
  definition: JourneyDefinition,
  { source, since, until, timeZone }: SimulationAsked,
  onLook: (fraction: number, detail: string) => void,
): Promise<Memberships> {
  const { entry } = definition;
  const isEntry = "segment" in entry && entry.segment === segment.name;
  const [from, to] = [momentOfText(since, timeZone), momentOfText(until, timeZone)];
  const moments = momentsOf((isEntry && scheduleOf(definition)) || EVERY_MORNING, from, to, timeZone);
  const ask = await openSegment(warehouse, segment, { source, timeZone, until });
  const members = new Memberships();
  for (const [place, at] of moments.entries()) {
    const local = localText(at, timeZone);
    members.add(at, await ask({ source, timeZone, until: local }));
    onLook((place + 1) / moments.length, `${segment.name} ${local.slice(0, 10)}`);
  }
  return members;
}

function entriesBy(
  { entry }: JourneyDefinition,
  members: ReadonlyMap<string, Memberships>,
  since: number,
  until: number,
  timeZone: string,
): (person: string) => readonly number[] {
  if (!("segment" in entry)) return () => [];
  const own = members.get(entry.segment)!;
  if (!("calendar" in entry)) return (person) => own.joined(person, entry.existing ?? false);
  const moments = momentsOf(entry.calendar, since, until, timeZone);
  return (person) => moments.filter((at) => own.isIn(person, at));
}
