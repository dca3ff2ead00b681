import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeWhole } from "./whole-file.js";

/**
 * The analysts' password: the configured one, else the one the data folder keeps, else a new one.
 *
 * Whichever it is stands in the file afterwards, readable by its owner alone, so that commands on the same
 * machine (`safar report`) find it.
 *
 * @param path of the JSON file `{ "clickhousePassword": "…" }`
 */
export async function openClickHousePassword(path: string, configured: string): Promise<string> {
  const kept = await keptPassword(path);
  const password = configured || kept || randomBytes(18).toString("base64url");
  if (password !== kept)
    await writeWhole(path, `${JSON.stringify({ clickhousePassword: password }, null, 2)}\n`);
  return password;
}

async function keptPassword(path: string): Promise<string | undefined> {
  try {
    const { clickhousePassword } = JSON.parse(await readFile(path, "utf8")) as {
      clickhousePassword?: string;
    };
    return clickhousePassword;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(
      `${path} can't be read: ${(error as Error).message}. Mend it, or move it away and a new one is made.`,
    );
  }
}
