import { readDataFolder } from "../client/data-folder.js";
import { readConfig } from "../settings/config.js";
import type { DecimalSign } from "./amount.js";

/** What the source that a file is imported into says of what the file leaves open. */
export interface SourceSays {
  /** In which times without an offset are read. */
  readonly timeZone: string;
  /** Of rows that name no currency; undefined where nobody here knows it. */
  readonly currency: string | undefined;
  /** How the shop writes decimals (`safar sources set --decimal`); undefined when it was never set. */
  readonly decimal: DecimalSign | undefined;
}

/** A collector elsewhere, whose sources are not known here. */
export const ELSEWHERE: SourceSays = { timeZone: "UTC", currency: undefined, decimal: undefined };

/**
 * Asks the data folder. Without one, what its first source will be made with.
 *
 * @param data the data folder that was named
 * @param source the source that was named; undefined for the data folder's first
 */
export async function sourceSays(data: string | undefined, source: string | undefined): Promise<SourceSays> {
  const config = readConfig({ flags: { SAFAR_DATA: data } });
  const folder = await readDataFolder(config.SAFAR_DATA);
  const found = source === undefined ? folder?.sources[0] : folder?.sources.find(({ id }) => id === source);
  if (found === undefined)
    return { timeZone: config.SAFAR_TIME_ZONE, currency: config.SAFAR_CURRENCY, decimal: undefined };
  const { timeZone, currency, decimal } = found;
  return { timeZone, currency, decimal: decimal === "either" ? undefined : decimal };
}
