import { randomBytes } from "node:crypto";
import { readFile, rename, stat } from "node:fs/promises";
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
  if (secret !== kept) {
    const path = join(folder, FILE);
    // A file is written over; what is none, such as a folder, is moved out of the way.
    if ((await stat(path).catch(() => undefined))?.isFile() === false)
      await rename(path, `${path}.damaged-${Date.now()}`);
    await writeWhole(path, `${JSON.stringify(file, null, 2)}\n`);
  }
  return secret;
}

/** @returns undefined when there is none, none that this user may read, or a damaged one: a new one is made then */
export async function keptOperatorSecret(folder: string): Promise<string | undefined> {
  try {
    const { secret } = JSON.parse(await readFile(join(folder, FILE), "utf8")) as { secret?: unknown };
    return typeof secret === "string" ? secret : undefined;
  } catch {
    return undefined;
  }
}
