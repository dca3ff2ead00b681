import { readDataFolder } from "../client/data-folder.js";
import { readConfig } from "../settings/config.js";
import type { DecimalSign } from "./amount.js";

/**
 * How the shop of a source writes decimals (`safar sources set --decimal`), for amounts that a file leaves open.
 *
 * @param data the data folder that was named
 * @param source the source that was named; undefined for the data folder's first
 * @returns undefined when it was never set, and where there is no data folder to ask
 */
export async function sourceDecimal(
  data: string | undefined,
  source: string | undefined,
): Promise<DecimalSign | undefined> {
  const folder = await readDataFolder(readConfig({ flags: { SAFAR_DATA: data } }).SAFAR_DATA);
  const found = source === undefined ? folder?.sources[0] : folder?.sources.find(({ id }) => id === source);
  return found === undefined || found.decimal === "either" ? undefined : found.decimal;
}
