import { randomBytes } from "node:crypto";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { writeWhole } from "../../data-folder/whole-file.js";

/** Readable by its owner alone. */
const FILE = "messages.json";

/**
 * The key that seals the links of messages: the configured one, else the one that the data folder keeps, else a new one.
 * A damaged file is put aside, since no event waits for it: links of messages that were sent don't work then, which is
 * logged with what to do.
 */
export async function openMessageKey(
  folder: string,
  configured: string,
  logger: Pick<Logger, "error">,
): Promise<string> {
  if (configured !== "") return configured;
  const path = join(folder, FILE);
  const kept = await keptKey(path);
  if (kept.key !== undefined) return kept.key;
  if (kept.why !== undefined) {
    const aside = `${path}.damaged-${Date.now()}`;
    await rename(path, aside);
    logger.error(
      `${path} can't be used: ${kept.why}. It is ${aside} now. Links of messages that were sent before don't work, also those to unsubscribe, until ${FILE} is taken from a backup.`,
    );
  }
  const key = randomBytes(32).toString("base64url");
  await writeWhole(path, `${JSON.stringify({ key }, null, 2)}\n`);
  return key;
}

async function keptKey(path: string): Promise<{ readonly key?: string; readonly why?: string }> {
  try {
    const told = JSON.parse(await readFile(path, "utf8")) as { key?: unknown } | null;
    return typeof told?.key === "string" && told.key.length >= 32
      ? { key: told.key }
      : { why: "it holds no key" };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? {} : { why: (error as Error).message };
  }
}
