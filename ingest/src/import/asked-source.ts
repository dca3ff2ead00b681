import { readDataFolder } from "../client/data-folder.js";
import { readConfig } from "../settings/config.js";
import type { DecimalSign } from "./amount.js";

/** Defaults from the source that a file is imported into. */
export interface SourceSays {
  /** Zone of times without an offset. */
  readonly timeZone: string;
  /** Currency of rows that name none; undefined if it is not known here. */
  readonly currency: string | undefined;
  /** The source's decimal separator (`safar sources set --decimal`); undefined if it was never set. */
  readonly decimal: DecimalSign | undefined;
}

/** For a remote collector, whose sources are not known here. */
export const ELSEWHERE: SourceSays = { timeZone: "UTC", currency: undefined, decimal: undefined };

/**
 * Reads the defaults from the data folder. Without one, returns what its first source will be created with.
 *
 * @param data the data folder given with --data
 * @param source the source given with --source; undefined for the data folder's first
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
