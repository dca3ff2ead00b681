import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../data-folder/whole-file.js";

/** Readable by its owner alone. */
const FILE = "messages.json";

/**
 * The key that seals the links of messages: the configured one, else the one that the data folder keeps, else a new one.
 * A damaged file is not replaced: with another key no link of a message that was sent would work, and nobody could
 * unsubscribe.
 *
 * @throws {Error} when the file is there and can't be read
 */
export async function openMessageKey(folder: string, configured: string): Promise<string> {
  if (configured !== "") return configured;
  const path = join(folder, FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const key = randomBytes(32).toString("base64url");
    await writeWhole(path, `${JSON.stringify({ key }, null, 2)}\n`);
    return key;
  }
  const key = keyIn(text);
  if (key === undefined)
    throw new Error(
      `${path} holds no key, so that links of messages that were sent would not work. Take it from a backup; or delete it, and a new one is made.`,
    );
  return key;
}

function keyIn(text: string): string | undefined {
  try {
    const { key } = JSON.parse(text) as { key?: unknown };
    return typeof key === "string" && key.length >= 32 ? key : undefined;
  } catch {
    return undefined;
  }
}
