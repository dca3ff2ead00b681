import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { PRIVATE_FILE } from "../../data-folder/private.js";
import { freeBytes, type Reserve, reserveIn } from "./reserve.js";

const MIB = 1024 * 1024;
/** Interval of checks, in milliseconds: while the disk is fine, and while it is full. */
const LOOK_EVERY_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;
/** Size of a small insert. */
const TRIED = Buffer.alloc(256 * 1024);
/** The engine does not start with less. */
const LEAST_TO_START = 16 * MIB;

/** Whether the disk of a data folder can store events. */
export interface WatchedDisk {
  /** Why it can't store events now, and what to do; undefined when it can. */
  problem(): string | undefined;
  /** Must be called after each insert: a failed one triggers a check. */
  wrote(outcome: { readonly failed: boolean }): void;
  close(): Promise<void>;
}

/**
 * Watches the disk of a data folder. When it is full, releases the reserve for the engine and for deletions, and
 * refuses events, so that they don't fill it again. When twice the reserve is free, takes the reserve again and accepts
 * events.
 *
 * @param reserveMib size of the reserve
 */
export async function watchDisk(
  folder: string,
  reserveMib: number,
  logger: Pick<Logger, "info" | "error">,
): Promise<WatchedDisk> {
  const reserve = await reserveIn(folder, reserveMib);
  let problem: string | undefined;
  let looking: Promise<void> | undefined;
  let closed = false;

  function say(now: string | undefined): void {
    if (now === problem) return;
    if (problem === undefined) logger.error(now);
    else if (now === undefined) logger.info("The disk has room again; events are accepted");
    problem = now;
  }

  async function look(leastFree = 0): Promise<void> {
    try {
      const held = await reserve.isHeld();
      const free = await freeBytes(folder);
      if (!held) return say(await takeAgain(reserve, free));
      if (free < leastFree) throw Object.assign(new Error("too little is free"), { code: "ENOSPC" });
      await tryToWrite(folder);
      say(undefined);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "ENOSPC" && code !== "EDQUOT") return say(`Writing to the disk failed: ${message}.`);
      await reserve.release().catch(() => {});
      say(fullText(reserve, await freeBytes(folder)));
    }
  }

  const lookNow = (leastFree?: number) => {
    looking ??= look(leastFree).finally(() => {
      looking = undefined;
    });
    return looking;
  };
  await lookNow(LEAST_TO_START);
  let timer: NodeJS.Timeout;
  const lookSoon = () => {
    if (closed) return;
    timer = setTimeout(
      () => void lookNow().finally(lookSoon),
      problem === undefined ? LOOK_EVERY_MS : LOOK_AGAIN_MS,
    ).unref();
  };
  lookSoon();
  return {
    problem: () => problem,
    wrote({ failed }) {
      if (failed) void lookNow();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** @returns why the reserve could not be taken, if there is too little space */
async function takeAgain(reserve: Reserve, free: number): Promise<string | undefined> {
  if (free < 2 * reserve.bytes) return fullText(reserve, free);
  await reserve.hold();
  return undefined;
}

function fullText({ bytes }: Reserve, free: number): string {
  const mib = (value: number) => Math.floor(value / MIB);
  return `The disk is full: ${mib(free)} MiB are free. Events are accepted again when ${mib(2 * bytes)} MiB are free. \`safar free\` shows disk usage and deletes old data.`;
}

async function tryToWrite(folder: string): Promise<void> {
  const path = join(folder, `.safar-writes-${process.pid}`);
  try {
    const file = await open(path, "w", PRIVATE_FILE);
    try {
      await file.write(TRIED);
      await file.datasync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
