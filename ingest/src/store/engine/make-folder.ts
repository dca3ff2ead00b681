import { constants } from "node:fs";
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WarehouseError } from "../warehouse/warehouse.js";

/**
 * Makes a data folder, which its owner alone may read, when it is new. Git leaves a new one out, wherever it stands:
 * write keys, passwords and customers' data belong into no repository.
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
