import type { JourneyDefinition } from "@safar/schemas";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** Runs that wait at a node. */
export interface Waiting {
  readonly version: number;
  readonly node: string;
  readonly runs: number;
}

/** A journey as it stands. */
export interface PublishedJourney {
  readonly name: string;
  /** The number of its last change. */
  readonly change: number;
  readonly version: number;
  readonly isPaused: boolean;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  readonly changedAt: string;
  readonly definition: JourneyDefinition;
  /** The SELECT of each segment that it names. */
  readonly segments: Readonly<Record<string, string>>;
  /** Runs that began, in all versions. */
  readonly entered: number;
  readonly waiting: readonly Waiting[];
  /** Messages that were sent, in all versions. */
  readonly sent: number;
}

interface VersionRow {
  readonly name: string;
  readonly change: number;
  readonly version: number;
  readonly isPaused: boolean;
  readonly publishedAt: string;
  readonly changedAt: string;
  readonly definition: string;
  readonly segments: Record<string, string>;
}

const TIME = (of: string) => `formatDateTime(${of}, '%Y-%m-%dT%H:%i:%SZ')`;

/** The journeys of a source that were published, by name. @param journey one alone */
export async function readPublished(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  journey = "",
): Promise<PublishedJourney[]> {
  const asked = { source, journey };
  const own = "source_id = {source:String} AND ({journey:String} = '' OR journey_id = {journey:String})";
  const rows = await warehouse.query<VersionRow>(
    `SELECT journey_id AS name, max(row.change) AS change, max(journey_version) AS version,
       argMaxIf(done, row.change, done != 'published') = 'paused' AS isPaused,
       ${TIME("argMaxIf(changed_at, row.change, done = 'published')")} AS publishedAt,
       ${TIME("argMax(changed_at, row.change)")} AS changedAt,
       argMaxIf(row.definition, row.change, done = 'published') AS definition,
       argMaxIf(row.segments, row.change, done = 'published') AS segments
     FROM ${DATABASE}.journey_versions AS row FINAL WHERE ${own}
     GROUP BY journey_id ORDER BY name`,
    asked,
  );
  const stands = await warehouse.query<Waiting & { journey: string; entered: number }>(
    `SELECT journey_id AS journey, journey_version AS version, toString(node) AS node,
       toUInt32(countIf(status = 'waiting')) AS runs, toUInt32(count()) AS entered
     FROM ${DATABASE}.journey_rows FINAL WHERE record = 'run' AND ${own}
     GROUP BY journey, version, node ORDER BY version, node`,
    asked,
  );
  const messages = await warehouse.query<{ journey: string; sent: number }>(
    `SELECT journey_id AS journey, toUInt32(count()) AS sent
     FROM ${DATABASE}.journey_rows FINAL WHERE record = 'message' AND status = 'sent' AND ${own} GROUP BY journey`,
    asked,
  );
  return rows.map(({ definition, isPaused, ...row }) => {
    const runs = stands.filter((each) => each.journey === row.name);
    return {
      ...row,
      isPaused: Boolean(isPaused),
      definition: JSON.parse(definition) as JourneyDefinition,
      entered: runs.reduce((sum, { entered }) => sum + entered, 0),
      waiting: runs
        .filter((each) => each.runs > 0)
        .map(({ version, node, runs: own }) => ({ version, node, runs: own })),
      sent: messages.find((each) => each.journey === row.name)?.sent ?? 0,
    };
  });
}
