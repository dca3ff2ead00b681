import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";

/**
 * Runs a test on a file system of its own. Mounting one needs root; without that the test is reported as not
 * run, which is a failure where CI=true.
 *
 * @param options of the mount, such as `size=96m` or `ro`
 */
export async function onSmallDisk(folder: string, options: string, run: () => Promise<void>): Promise<void> {
  await mkdir(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    const sentence =
      "Not run: a disk of its own could not be mounted. Run the tests as root on Linux to include it.";
    if (process.env.CI === "true") throw new Error(sentence, { cause: error });
    console.warn(sentence);
    return;
  }
  try {
    await run();
  } finally {
    execFileSync("umount", ["--lazy", folder]);
  }
}
