import type { WatchedDisk } from "../../operate/disk/watch-disk.js";
import type { Request } from "../workers/worker.js";

const ASK_EVERY_MS = 1_000;

/** Follows the disk's state through the process that watches it. */
export async function followDisk(request: Request): Promise<WatchedDisk> {
  let problem: string | undefined;
  const ask = async (lastFailed = false) => {
    problem = await request<string | undefined>("disk", lastFailed);
  };
  await ask();
  // It fails only when the watching process exits, which ends this one too.
  const timer = setInterval(() => void ask().catch(() => {}), ASK_EVERY_MS).unref();
  return {
    problem: () => problem,
    wrote({ failed }) {
      if (failed) void ask(true).catch(() => {});
    },
    close: async () => clearInterval(timer),
  };
}
