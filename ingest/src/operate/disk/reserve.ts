import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { PRIVATE_FILE } from "../../data-folder/private.js";

const MIB = 1024 * 1024;
const FILE = "reserve";

/** Of a small disk the reserve is no more than this share. */
const LARGEST_SHARE = 1 / 16;

/** Space that is kept for the time when the disk is full: without any, nothing could be started to free some. */
export interface Reserve {
  readonly bytes: number;
  isHeld(): Promise<boolean>;
  /** Takes the space. Costs writing it once. */
  hold(): Promise<void>;
  /** Gives it back. */
  release(): Promise<void>;
}

/** @param mib its size; less on a small disk */
export async function reserveIn(folder: string, mib: number): Promise<Reserve> {
  const path = join(folder, FILE);
  const { blocks, bsize } = await statfs(folder);
  const bytes = Math.min(mib * MIB, Math.floor(blocks * bsize * LARGEST_SHARE));
  return {
    bytes,
    isHeld: async () => (await stat(path).catch(() => undefined))?.size === bytes,
    async hold() {
      await rm(path, { recursive: true, force: true });
      const file = await open(path, "wx", PRIVATE_FILE);
      try {
        const piece = Buffer.alloc(MIB);
        for (let written = 0; written < bytes; written += MIB)
          await file.write(piece, 0, Math.min(MIB, bytes - written));
        await file.sync();
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await file.close();
      }
    },
    release: () => rm(path, { force: true }),
  };
}

/** Bytes that may be written to the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
