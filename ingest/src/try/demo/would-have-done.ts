import { join } from "node:path";
import type { CollectorProcess } from "../../client/collector-process.js";
import { loadJourney } from "../../journeys/definition/load-journey.js";
import { shippedFolder } from "../../journeys/new-command.js";
import { simulationText } from "../../journeys/simulate/report-text.js";
import { sendingSettings } from "../../journeys/simulate/sending-settings.js";
import { simulate } from "../../journeys/simulate/simulate.js";
import { readConfig } from "../../settings/config.js";
import { readSchemaFiles, schemaFolder } from "../../store/migrate/schema-files.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";

/** The journey that the demo shows. */
const JOURNEY = "abandoned-cart";

/**
 * Simulates a journey in the simulated shop. Nobody there was asked for permission, so it assumes permission for
 * marketing unless a person refused.
 *
 * @param range local dates; the second is not included
 * @returns a table as text
 */
export async function wouldHaveDone(
  { clickhouse, password, source }: CollectorProcess,
  range: { readonly since: string; readonly until: string; readonly timeZone: string },
): Promise<string> {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded = await loadJourney(join(shippedFolder(), `${JOURNEY}.json`), views);
  if (loaded.definition === undefined) throw new Error(`The shipped journey ${JOURNEY} is invalid.`);
  const warehouse = openHttpWarehouse({ url: clickhouse, username: "default", password });
  try {
    const asked = { source, ...range, permission: "unless-refused", goalDays: 30 } as const;
    const settings = sendingSettings(readConfig({ flags: {} }));
    return simulationText(
      await simulate(warehouse, loaded.definition, loaded.segments, asked, settings, () => {}),
    );
  } finally {
    await warehouse.close();
  }
}
