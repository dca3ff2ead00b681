// What befalls a collector: each fault begins, lasts, and is over.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The process that holds the data folder: ClickHouse. */
function enginePid(folder) {
  return Number(/^PID: (\d+)$/m.exec(readFileSync(join(folder, "status"), "utf8"))?.[1]);
}

/** Writes until nothing goes any more. */
function fill(path) {
  const file = openSync(path, "a");
  try {
    for (let size = 1024 ** 2; size >= 1; size /= 16) {
      const piece = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, piece);
      } catch (error) {
        if (error.code !== "ENOSPC") throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Sets this machine's clock. Other programs of the machine see it too. */
function stepClock(seconds) {
  execFileSync("date", ["-s", `@${Math.round(Date.now() / 1000) + seconds}`], { stdio: "ignore" });
}

/**
 * The faults, by name.
 *
 * @param {{ data: string, disk: string | undefined, restart(): Promise<void>, ownClock: string, clock: boolean }} on
 *   `disk` is a small one that may be filled, with the data folder on it; `ownClock` the file that sets the collector's
 *   clock (stepped-clock.mjs); with `clock` the machine's is set, too
 * @returns {Record<string, () => Promise<void>>}
 */
export function faultsOf({ data, disk, restart, ownClock, clock }) {
  const clockSet = (seconds) => async () => {
    writeFileSync(ownClock, String(seconds));
    await sleep(5_000);
    rmSync(ownClock);
  };
  const faults = {
    "engine killed": async () => process.kill(enginePid(data), "SIGKILL"),
    "engine stopped for 4 s": async () => {
      const pid = enginePid(data);
      process.kill(pid, "SIGSTOP");
      await sleep(4_000);
      process.kill(pid, "SIGCONT");
    },
    "collector killed": restart,
    "the collector's clock an hour ahead for 5 s": clockSet(3_600),
    "the collector's clock an hour behind for 5 s": clockSet(-3_600),
  };
  if (disk !== undefined)
    faults["disk full for 5 s"] = async () => {
      const filler = join(disk, "filler");
      fill(filler);
      await sleep(5_000);
      rmSync(filler);
    };
  if (clock)
    faults["the machine's clock an hour ahead for 5 s"] = async () => {
      stepClock(3_600);
      try {
        await sleep(5_000);
      } finally {
        stepClock(-3_600);
      }
    };
  return faults;
}
