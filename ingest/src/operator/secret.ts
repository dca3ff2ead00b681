import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data-folder/whole-file.js";

interface OperatorFile {
  /** Opens the operator's interface. */
  readonly secret: string;
}

/** Readable by its owner alone. */
const FILE = "operator.json";

/**
 * The operator's secret: the configured one, else the one that the data folder keeps, else a new one. Whichever it is
 * stands in the folder afterwards, so that commands on the same machine find it.
 */
export async function openOperatorSecret(folder: string, configured: string): Promise<string> {
  const kept = await keptOperatorSecret(folder);
  const secret = configured || kept || randomBytes(24).toString("base64url");
  const file: OperatorFile = { secret };
  if (secret !== kept) await writeWhole(join(folder, FILE), `${JSON.stringify(file, null, 2)}\n`);
  return secret;
}

/** @returns undefined when there is none, or none that this user may read */
export async function keptOperatorSecret(folder: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(join(folder, FILE), "utf8")) as OperatorFile).secret;
  } catch {
    return undefined;
  }
}
