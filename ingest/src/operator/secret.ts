import { randomBytes } from "node:crypto";
import { readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data-folder/whole-file.js";

interface OperatorFile {
  /** Secret of the operator's interface. */
  readonly secret: string;
}

/** Readable by its owner alone. */
const FILE = "operator.json";

/**
 * The operator's secret: the configured one, else the stored one, else a new one. It is written to the data folder,
 * so that commands on the same machine find it.
 */
export async function openOperatorSecret(folder: string, configured: string): Promise<string> {
  const kept = await keptOperatorSecret(folder);
  const secret = configured || kept || randomBytes(24).toString("base64url");
  const file: OperatorFile = { secret };
  if (secret !== kept) {
    const path = join(folder, FILE);
    // A file is overwritten; anything else, such as a folder, is moved away.
    if ((await stat(path).catch(() => undefined))?.isFile() === false)
      await rename(path, `${path}.damaged-${Date.now()}`);
    await writeWhole(path, `${JSON.stringify(file, null, 2)}\n`);
  }
  return secret;
}

/** @returns undefined when it is missing, unreadable for this user, or damaged; then a new one is created */
export async function keptOperatorSecret(folder: string): Promise<string | undefined> {
  try {
    const { secret } = JSON.parse(await readFile(join(folder, FILE), "utf8")) as { secret?: unknown };
    return typeof secret === "string" ? secret : undefined;
  } catch {
    return undefined;
  }
}
