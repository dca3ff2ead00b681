import type { JourneyDefinition } from "@safar/schemas";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { JourneyKey } from "./journal.js";

/** A version of a journey, as it was published. */
export interface LiveVersion {
  readonly version: number;
  readonly definition: JourneyDefinition;
  readonly segments: Readonly<Record<string, string>>;
  /** Whether those who wait in earlier versions move to the node of the same name. */
  readonly moves: boolean;
  /** When it was published, epoch milliseconds. */
  readonly at: number;
}

/** A published journey, with all its versions: whoever waits goes on in theirs. */
export interface LiveJourney {
  readonly source: string;
  readonly name: string;
  readonly isPaused: boolean;
  /** When it was published first, epoch milliseconds. */
  readonly since: number;
  /** By number, the last one last. */
  readonly versions: readonly LiveVersion[];
}

interface Row {
  readonly source: string;
  readonly name: string;
  readonly done: "published" | "paused" | "resumed";
  readonly version: number;
  readonly definition: string;
  readonly segments: Record<string, string>;
  readonly moves: boolean;
  readonly at: number;
}

/** Reads what is published again only when something was changed. */
export function liveJourneys(warehouse: Pick<Warehouse, "query">): () => Promise<readonly LiveJourney[]> {
  let known = "";
  let journeys: readonly LiveJourney[] = [];
  return async () => {
    const [state] = await warehouse.query<{ now: string }>(
      `SELECT toString(groupBitXor(cityHash64(source_id, journey_id, change, token))) || ' ' || toString(count()) AS now
       FROM ${DATABASE}.journey_versions FINAL`,
    );
    if (state!.now === known) return journeys;
    const rows = await warehouse.query<Row>(
      `SELECT toString(source_id) AS source, journey_id AS name, toString(done) AS done, journey_version AS version,
         definition, segments, moves, toFloat64(toUnixTimestamp64Milli(changed_at)) AS at
       FROM ${DATABASE}.journey_versions FINAL ORDER BY source, name, change`,
    );
    journeys = journeysOf(rows);
    known = state!.now;
    return journeys;
  };
}

/** Whether a journey sends no message and calls no webhook, in any version. */
export function needsNoChannel({ versions }: LiveJourney): boolean {
  return versions.every(({ definition }) =>
    Object.values(definition.nodes).every(({ type }) => type !== "send" && type !== "webhook"),
  );
}

function journeysOf(rows: readonly Row[]): LiveJourney[] {
  const journeys = new Map<string, LiveJourney>();
  for (const { source, name, done, version, definition, segments, moves, at } of rows) {
    const key = JSON.stringify([source, name]);
    const before = journeys.get(key) ?? { source, name, isPaused: false, since: at, versions: [] };
    const own = { version, definition: definition && JSON.parse(definition), segments, moves, at };
    journeys.set(
      key,
      done === "published"
        ? { ...before, versions: [...before.versions, own] }
        : { ...before, isPaused: done === "paused" },
    );
  }
  return [...journeys.values()].filter(({ versions }) => versions.length > 0);
}

export function journeyKey({ source, name }: LiveJourney): JourneyKey {
  return `${source}/${name}`;
}

/** The version that lets people in. */
export function lastVersion({ versions }: LiveJourney): LiveVersion {
  return versions.at(-1)!;
}

/** The version in which a run goes on: its own, or a later one that takes those who wait at its node. */
export function versionOf({ versions }: LiveJourney, began: number, node: string): LiveVersion | undefined {
  let own = versions.find(({ version }) => version === began);
  for (const later of versions)
    if (own !== undefined && later.version > own.version && later.moves && later.definition.nodes[node])
      own = later;
  return own;
}
