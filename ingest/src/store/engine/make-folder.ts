import { constants } from "node:fs";
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WarehouseError } from "../warehouse/warehouse.js";

/**
 * Creates a data folder that only its owner may read, if it is missing. A new one contains a .gitignore, because
 * write keys, passwords and customers' data must not get into a repository.
 *
 * @throws {WarehouseError} `DATA_FOLDER_UNUSABLE`, with what to do
 */
export async function makeDataFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw unusable(
      `can't be made: ${error.message}. Choose another with --data or SAFAR_DATA.`,
      folder,
      error,
    );
  });
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).catch((error: Error) => {
    throw unusable(`can't be used: ${error.message}. Check that it is writable.`, folder, error);
  });
  if (made === undefined) return;
  await writeFile(join(folder, ".gitignore"), "*\n").catch((error: Error) => {
    throw unusable(`can't be written: ${error.message}.`, folder, error);
  });
}

const unusable = (why: string, folder: string, cause: Error) =>
  new WarehouseError(`The data folder ${folder} ${why}`, "DATA_FOLDER_UNUSABLE", false, { cause });
