import { mkdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

/** How often it is written down which keys were used, in milliseconds. */
const WRITE_EVERY_MS = 30_000;

/**
 * Keeps when each key was used last, as the time of an empty file that is named by the key's hash: so any number of
 * collectors that share a folder can write it, and none undoes what another wrote.
 */
export interface KeyUse {
  used(keyHash: string): void;
  /** Writes down what was used until now. */
  close(): Promise<void>;
}

/** @param folder made when the first key is used */
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
      if (!warned) logger.warn(`When keys were used last can't be kept: ${(error as Error).message}`);
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
 * When a key was used last, to about half a minute.
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
  // Another collector may have seen it later.
  if (kept.size === 0 && kept.mtimeMs < at) await utimes(path, at / 1000, at / 1000);
}

const fileOf = (keyHash: string) => keyHash.slice(0, 32);
