import { open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { PRIVATE_FILE } from "../../data-folder/private.js";

const MIB = 1024 * 1024;
const FILE = "reserve";

/** Maximum share of a small disk that the reserve takes. */
const LARGEST_SHARE = 1 / 16;

/** Disk space reserved for when the disk is full: without it, nothing could start to free some. */
export interface Reserve {
  readonly bytes: number;
  isHeld(): Promise<boolean>;
  /** Takes the space by writing it once. */
  hold(): Promise<void>;
  /** Releases the space. */
  release(): Promise<void>;
}

/** @param mib size of the reserve; it is smaller on a small disk */
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

/** Free bytes on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
