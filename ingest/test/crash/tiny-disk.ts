import { execFileSync } from "node:child_process";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";

/** A file system of its own that can be filled to its last byte. */
export interface TinyDisk {
  readonly folder: string;
  fill(): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
  close(): void;
}

const MiB = 1024 ** 2;
const mounted = new Set<string>();
process.once("exit", () => {
  for (const folder of mounted) unmount(folder);
});

/** Mounts a disk in memory. Undefined, and a sentence that says so, where mounting is not allowed. */
export async function openTinyDisk(folder: string, sizeMiB: number): Promise<TinyDisk | undefined> {
  await mkdir(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    const sentence = "NOT RUN: full disks. Run the tests as root on Linux, where small disks can be mounted.";
    if (process.env.CI === "true") throw new Error(sentence, { cause: error });
    console.warn(sentence);
    return undefined;
  }
  mounted.add(folder);
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
    close: () => unmount(folder),
  };
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> {
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

function unmount(folder: string): void {
  if (!mounted.delete(folder)) return;
  execFileSync("umount", ["--lazy", folder]);
}
