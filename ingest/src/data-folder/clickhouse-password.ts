import { randomBytes } from "node:crypto";
import { readFile, rename } from "node:fs/promises";
import type { Logger } from "pino";
import { writeWhole } from "./whole-file.js";

/**
 * The analysts' password: the configured one, else the stored one, else a new one.
 *
 * It is written to the file, readable only by the owner, so that commands on the same machine (`safar report`) find
 * it. A damaged file is moved aside and a new password created, so that the collector can start.
 *
 * @param path the JSON file `{ "clickhousePassword": "…" }`
 */
export async function openClickHousePassword(
  path: string,
  configured: string,
  logger: Pick<Logger, "error">,
): Promise<string> {
  const kept = await keptPassword(path, logger);
  const password = configured || kept || randomBytes(18).toString("base64url");
  if (password !== kept)
    await writeWhole(path, `${JSON.stringify({ clickhousePassword: password }, null, 2)}\n`);
  return password;
}

async function keptPassword(path: string, logger: Pick<Logger, "error">): Promise<string | undefined> {
  let why: string;
  try {
    const told = JSON.parse(await readFile(path, "utf8")) as { clickhousePassword?: unknown } | null;
    if (typeof told?.clickhousePassword === "string") return told.clickhousePassword;
    why = "it holds no clickhousePassword";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    why = (error as Error).message;
  }
  const aside = `${path}.damaged-${Date.now()}`;
  await rename(path, aside);
  logger.error(
    `${path} can't be used: ${why}. It is ${aside} now, and analysts have the password that stands in the new one or in SAFAR_CLICKHOUSE_PASSWORD: tell it to them and to the dashboard's readers.`,
  );
  return undefined;
}
