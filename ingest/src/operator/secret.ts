import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data-folder/whole-file.js";

/** What a data folder tells of the collector that runs on it, for commands on the same machine. */
export interface OperatorFile {
  /** Opens the operator's interface. */
  readonly secret: string;
  /** Base address of the operations port of the collector that was started last. */
  readonly address?: string | undefined;
}

/** Readable by its owner alone. */
const FILE = "operator.json";

/** The operator's secret: the configured one, else the one that the data folder keeps, else a new one. */
export async function operatorSecret(folder: string, configured: string): Promise<string> {
  return configured || (await readOperatorFile(folder))?.secret || randomBytes(24).toString("base64url");
}

export async function writeOperatorFile(folder: string, file: OperatorFile): Promise<void> {
  await writeWhole(join(folder, FILE), `${JSON.stringify(file, null, 2)}\n`);
}

/** @returns undefined when there is none, or none that this user may read */
export async function readOperatorFile(folder: string): Promise<OperatorFile | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), "utf8")) as OperatorFile;
  } catch {
    return undefined;
  }
}
