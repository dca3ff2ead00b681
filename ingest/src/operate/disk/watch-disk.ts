import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { PRIVATE_FILE } from "../../data-folder/private.js";
import { freeBytes, type Reserve, reserveIn } from "./reserve.js";

const MIB = 1024 * 1024;
/** How often it is looked, in milliseconds: as long as all is well, and while it is not. */
const LOOK_EVERY_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;
/** As much as a small insert takes. */
const TRIED = Buffer.alloc(256 * 1024);
/** With less the engine does not start. */
const LEAST_TO_START = 16 * MIB;

/** Whether the disk of a data folder takes events. */
export interface WatchedDisk {
  /** Why it takes none now, and what to do; undefined when it does. */
  problem(): string | undefined;
  /** To be told of each insert: one that failed is looked into. */
  wrote(outcome: { readonly failed: boolean }): void;
  close(): Promise<void>;
}

/**
 * Watches the disk of a data folder. When it is full the reserve is given back, for the engine and for whoever erases,
 * and events are refused, so that they don't fill it again; with twice the reserve free it is taken again, and events
 * are.
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
    else if (now === undefined) logger.info("The disk takes events again");
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
      if (code !== "ENOSPC" && code !== "EDQUOT") return say(`The disk can't be written: ${message}.`);
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

/** @returns why not, when there is too little */
async function takeAgain(reserve: Reserve, free: number): Promise<string | undefined> {
  if (free < 2 * reserve.bytes) return fullText(reserve, free);
  await reserve.hold();
  return undefined;
}

function fullText({ bytes }: Reserve, free: number): string {
  const mib = (value: number) => Math.floor(value / MIB);
  return `The disk is full: ${mib(free)} MiB are free, and events are taken again from ${mib(2 * bytes)} MiB on. \`safar free\` shows what takes the room, and lets go of what is old.`;
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
