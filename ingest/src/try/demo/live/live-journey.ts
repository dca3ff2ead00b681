import { join } from "node:path";
import type { JourneyDefinition } from "@safar/schemas";
import type { CollectorProcess } from "../../../client/collector-process.js";
import { loadJourney } from "../../../journeys/definition/load-journey.js";
import { shippedFolder } from "../../../journeys/new-command.js";
import { askChange } from "../../../journeys/versions/ask-change.js";
import { differences } from "../../../journeys/versions/differences.js";
import { readPublished } from "../../../journeys/versions/published.js";
import { readSchemaFiles, schemaFolder } from "../../../store/migrate/schema-files.js";
import { openHttpWarehouse } from "../../../store/warehouse/clickhouse-http.js";

/** The journey that runs live. */
export const LIVE_JOURNEY = "abandoned-cart";

/**
 * The shipped journey at the pace of the demo: an hour passes in a minute. It runs also at night, and sends a person both
 * reminders on one day.
 */
export async function liveDefinition(): Promise<JourneyDefinition> {
  const { views } = await readSchemaFiles(schemaFolder());
  const { definition } = await loadJourney(join(shippedFolder(), `${LIVE_JOURNEY}.json`), views);
  if (definition === undefined) throw new Error(`The shipped journey ${LIVE_JOURNEY} is invalid.`);
  const nodes = Object.entries(definition.nodes).map(([name, node]) => [
    name,
    node.type === "delay" && node.for !== undefined
      ? { ...node, for: node.for.replace("hour", "minute") }
      : node,
  ]);
  return { ...definition, nodes: Object.fromEntries(nodes), quiet: false, caps: { perDay: 2, perWeek: 3 } };
}

/**
 * Publishes the journey for a source, or lets it go on where an earlier demo of the same folder published and paused it.
 *
 * @param folder the collector's data folder
 * @returns pauses it: a collector that somebody starts on the kept folder later is to send nothing by itself
 * @throws {Error} when the collector does not take the change
 */
export async function startJourney(
  { clickhouse, password }: CollectorProcess,
  folder: string,
  source: string,
): Promise<() => Promise<void>> {
  const definition = await liveDefinition();
  const warehouse = openHttpWarehouse({ url: clickhouse, username: "default", password });
  const change = async (done: "published" | "paused" | "resumed") => {
    const [before] = await readPublished(warehouse, source, LIVE_JOURNEY);
    const isSame = before !== undefined && differences(before, { definition, segments: {} }).length === 0;
    const needed = {
      published: !isSame,
      paused: before?.isPaused === false,
      resumed: before?.isPaused === true,
    };
    if (!needed[done]) return;
    const version = (before?.version ?? 0) + (done === "published" ? 1 : 0);
    const result = await askChange(
      {
        ...{ source, journey: LIVE_JOURNEY, after: before?.change ?? 0, done, version, definition },
        ...{ segments: {}, moves: done === "published" },
      },
      folder,
    );
    if (!result.stands)
      throw new Error(`Somebody else changed ${LIVE_JOURNEY} meanwhile. Start the demo again.`);
  };
  try {
    await change("published");
    await change("resumed");
  } catch (error) {
    await warehouse.close();
    throw error;
  }
  return async () => {
    try {
      await change("paused");
    } finally {
      await warehouse.close();
    }
  };
}
