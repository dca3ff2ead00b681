import { WarehouseError } from "../warehouse/warehouse.js";
import { holderOf } from "./holder.js";
import { PORT_TAKEN } from "./ports.js";

/**
 * Why ClickHouse did not start.
 *
 * @param said what it wrote before it ended
 */
export async function explainFailedStart(
  folder: string,
  configFile: string,
  said: string,
): Promise<WarehouseError> {
  const error = (message: string, type: string) =>
    new WarehouseError(message, type, false, { cause: new Error(said) });
  if (/Cannot lock file/.test(said)) {
    const holder = await holderOf(folder, configFile);
    return error(
      `The data folder ${folder} is in use by ${holder === undefined ? "another process" : `process ${holder}`}. Stop that one, or choose another folder with --data or SAFAR_DATA.`,
      "DATA_FOLDER_IN_USE",
    );
  }
  if (/Address already in use/.test(said))
    return error("Another program took ClickHouse's port while it started. Start again.", PORT_TAKEN);
  return error(
    `ClickHouse did not start on the data folder ${folder}: ${lastWords(said)} Check that the folder is writable and that its disk is not full.`,
    "DATA_FOLDER_UNUSABLE",
  );
}

const lastWords = (said: string) => {
  const [, reason] = /DB::Exception: ([^\n]*)/.exec(said) ?? [];
  return (reason ?? (said.split("\n").at(-1) || "it said nothing.")).slice(0, 500);
};
