import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { mountSmallDisk } from "../faults/small-disk.js";

/** A file system of its own that can be filled to its last byte. */
export interface TinyDisk {
  readonly folder: string;
  fill(): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
  close(): void;
}

const MiB = 1024 ** 2;

/** Mounts a disk that can be filled. Undefined, and a sentence that says so, where mounting is not allowed. */
export async function openTinyDisk(folder: string, sizeMiB: number): Promise<TinyDisk | undefined> {
  const close = await mountSmallDisk(folder, `size=${sizeMiB}m`);
  if (close === undefined) return undefined;
  const filler = join(folder, "filler");
  return {
    folder,
    async fill() {
      const file = await open(filler, "a");
      try {
        for (let size = MiB; size >= 1; size /= 16) await writeUntilFull(file, Buffer.alloc(size));
      } finally {
        await file.close();
      }
    },
    clear: () => rm(filler, { force: true }),
    close,
  };
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> {
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
