import { mkdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

/** How often key use is written, in milliseconds. */
const WRITE_EVERY_MS = 30_000;

/**
 * Records when each key was last used, as the modification time of an empty file named by the key's hash. So any
 * number of collectors can share the folder without overwriting each other.
 */
export interface KeyUse {
  used(keyHash: string): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/** @param folder created when the first key is used */
export function keepKeyUse(folder: string, logger: Pick<Logger, "warn">): KeyUse {
  const lastUsed = new Map<string, number>();
  let warned = false;

  async function write(): Promise<void> {
    const uses = [...lastUsed];
    lastUsed.clear();
    try {
      if (uses.length > 0) await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const [keyHash, at] of uses) await touch(join(folder, fileOf(keyHash)), at);
    } catch (error) {
      if (!warned) logger.warn(`The last use of keys can't be recorded: ${(error as Error).message}`);
      warned = true;
    }
  }

  const timer = setInterval(() => void write(), WRITE_EVERY_MS).unref();
  return {
    used: (keyHash) => void lastUsed.set(keyHash, Date.now()),
    async close() {
      clearInterval(timer);
      await write();
    },
  };
}

/**
 * When a key was last used, accurate to about half a minute.
 *
 * @returns epoch milliseconds, or undefined when it never was
 */
export async function lastUseOf(folder: string, keyHash: string): Promise<number | undefined> {
  try {
    return (await stat(join(folder, fileOf(keyHash)))).mtimeMs;
  } catch {
    return undefined;
  }
}

async function touch(path: string, at: number): Promise<void> {
  await writeFile(path, "", { flag: "a", mode: 0o600 });
  const kept = await stat(path);
  // Another collector may have recorded a later use.
  if (kept.size === 0 && kept.mtimeMs < at) await utimes(path, at / 1000, at / 1000);
}

const fileOf = (keyHash: string) => keyHash.slice(0, 32);
