import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "./is-alive.js";
import { livingStarters } from "./server-config.js";

/**
 * The running process that uses a data folder: the collector or command that started its engine, or else an orphaned
 * engine.
 *
 * @param ownConfigFile configuration of the start that could not lock the folder
 */
export async function holderOf(folder: string, ownConfigFile = ""): Promise<number | undefined> {
  const [starter] = await livingStarters(folder, ownConfigFile);
  if (starter !== undefined) return starter;
  // The engine writes its process id into its lock file.
  const status = await readFile(join(folder, "status"), "utf8").catch(() => "");
  const [, pid] = /^PID: (\d+)$/m.exec(status) ?? [];
  return pid !== undefined && isAlive(Number(pid)) ? Number(pid) : undefined;
}
