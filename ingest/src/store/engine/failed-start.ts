import { WarehouseError } from "../warehouse/warehouse.js";
import { holderOf } from "./holder.js";
import { PORT_TAKEN } from "./ports.js";

/**
 * Explains why ClickHouse did not start.
 *
 * @param said its output before it exited
 */
export async function explainFailedStart(
  folder: string,
  configFile: string,
  said: string,
): Promise<WarehouseError> {
  const error = (message: string, type: string) =>
    new WarehouseError(message, type, false, { cause: new Error(said) });
  if (/Cannot lock file/.test(said)) {
    return folderInUse(folder, await holderOf(folder, configFile), new Error(said));
  }
  if (/Address already in use/i.test(said))
    return error("Another program took ClickHouse's port while it started. Start again.", PORT_TAKEN);
  return error(
    `ClickHouse did not start on the data folder ${folder}: ${lastWords(said)} Check that the folder is writable and that its disk is not full.`,
    "DATA_FOLDER_UNUSABLE",
  );
}

/** @param holder the process that uses it, if known */
export function folderInUse(folder: string, holder: number | undefined, cause?: Error): WarehouseError {
  return new WarehouseError(
    `The data folder ${folder} is in use by ${holder === undefined ? "another process" : `process ${holder}`}. Stop that one, or choose another folder with --data or SAFAR_DATA.`,
    "DATA_FOLDER_IN_USE",
    false,
    { cause },
  );
}

/** The end of its output, for the log. */
export const lastLines = (said: string) => said.split("\n").slice(-5).join("\n").slice(-1_000);

const lastWords = (said: string) => {
  const [, reason] = /DB::Exception: ([^\n]*)/.exec(said) ?? [];
  return (reason ?? (said.split("\n").at(-1) || "it said nothing.")).slice(0, 500);
};
