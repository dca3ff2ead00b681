import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";

const mounted = new Set<string>();
process.once("exit", () => {
  for (const folder of mounted) unmount(folder);
});

/**
 * Mounts a disk in memory on a new folder. Mounting needs root; without that a sentence says what is not run, which is
 * a failure where CI=true.
 *
 * @param options of the mount, such as `size=96m` or `ro`
 * @returns what takes the disk away again; undefined where mounting is not allowed
 */
export async function mountSmallDisk(folder: string, options: string): Promise<(() => void) | undefined> {
  await mkdir(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    const sentence =
      "NOT RUN: what needs a disk of its own. Run the tests as root on Linux, where small disks can be mounted.";
    if (process.env.CI === "true") throw new Error(sentence, { cause: error });
    console.warn(sentence);
    return undefined;
  }
  mounted.add(folder);
  return () => unmount(folder);
}

/** Runs a test on a file system of its own, where one can be mounted; see {@link mountSmallDisk}. */
export async function onSmallDisk(folder: string, options: string, run: () => Promise<void>): Promise<void> {
  const close = await mountSmallDisk(folder, options);
  if (close === undefined) return;
  try {
    await run();
  } finally {
    close();
  }
}

function unmount(folder: string): void {
  if (!mounted.delete(folder)) return;
  execFileSync("umount", ["--lazy", folder]);
}
