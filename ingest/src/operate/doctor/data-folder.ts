import { open, readdir, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readDataFolder } from "../../client/data-folder.js";
import { isOpenToOthers } from "../../data-folder/private.js";
import { type Running, readRunning } from "../../data-folder/running.js";
import { holderOf } from "../../store/engine/holder.js";
import { openHttpWarehouse } from "../../store/warehouse/clickhouse-http.js";
import { type Finding, fail, ok, warn } from "./finding.js";
import { checkStored, type ToldWhere } from "./stored.js";

const GIB = 1024 ** 3;
/** ClickHouse needs free space for merges: it writes merged parts before it deletes the old ones. */
const LITTLE_GIB = 5;
const TOO_LITTLE_GIB = 1;
const SLOW_SYNC_MS = 50;
const SYNCS = 5;
const SECRETS = ["sources.json", "secrets.json", "operator.json", "messages.json", "push.json"];

/** Checks the disk of a data folder, and the folder itself. */
export async function* checkDataFolder(folder: string, told: ToldWhere): AsyncGenerator<Finding> {
  const there = await nearest(folder);
  if (there === folder) yield ok("data folder", folder);
  else yield warn("data folder", `${folder} does not exist yet.`, "The first `safar serve` creates it.");
  yield await checkSpace(there);
  yield await checkWrites(there);
  if (there !== folder) return;
  yield await checkHolder(folder);
  yield* await checkModes(folder);
  yield await checkLostParts(folder);
  yield* checkCounting(folder, told);
}

/** The collector that runs on the folder; undefined when none does, also after a crash. */
export async function runningOn(folder: string): Promise<Running | undefined> {
  const running = await readRunning(folder);
  return running !== undefined && (await holderOf(folder)) !== undefined ? running : undefined;
}

/** Orders and events that the running collector stored but does not count; empty when none runs. */
async function* checkCounting(folder: string, told: ToldWhere): AsyncGenerator<Finding> {
  const running = await runningOn(folder);
  if (running === undefined) return;
  const about = await readDataFolder(folder).catch(() => undefined);
  const warehouse = openHttpWarehouse({
    url: running.clickhouse,
    username: "default",
    password: about?.clickhousePassword ?? "",
  });
  try {
    yield* checkStored(warehouse, told);
  } catch (error) {
    yield warn("counting", (error as Error).message, "Run `safar doctor` of the collector's release.");
  } finally {
    await warehouse.close();
  }
}

async function checkSpace(folder: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GIB;
  const said = `${free.toFixed(1)} GiB of ${((blocks * bsize) / GIB).toFixed(0)} GiB are free`;
  const todo =
    "Free some space, or move the data folder to a larger disk. When the disk is full, the collector answers 503.";
  if (free < TOO_LITTLE_GIB) return fail("disk", said, todo);
  return free < LITTLE_GIB || bavail / blocks < 0.1 ? warn("disk", said, todo) : ok("disk", said);
}

/** Measures synced writes, because each acknowledgement waits for one. */
async function checkWrites(folder: string): Promise<Finding> {
  const about = "writing to the disk";
  const path = join(folder, `.safar-doctor-${process.pid}`);
  try {
    const times: number[] = [];
    const file = await open(path, "wx", 0o600);
    try {
      for (let n = 0; n < SYNCS; n++) {
        const before = performance.now();
        await file.write("x".repeat(4_096));
        await file.sync();
        times.push(performance.now() - before);
      }
    } finally {
      await file.close();
    }
    const median = times.sort((a, b) => a - b)[Math.floor(SYNCS / 2)]!;
    const said = `${median.toFixed(1)} ms to write and sync 4 KiB`;
    return median < SLOW_SYNC_MS
      ? ok(about, said)
      : warn(about, said, "Each acknowledgement waits for this. Use a local SSD instead of a network disk.");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return fail(
      about,
      `${folder} can't be written: ${message}`,
      code === "ENOSPC"
        ? "The disk is full: free some space."
        : "Start as the user who owns the folder, or change its owner.",
    );
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}

async function checkHolder(folder: string): Promise<Finding> {
  const holder = await holderOf(folder);
  return ok("lock", holder === undefined ? "free: no collector runs on it" : `in use by process ${holder}`);
}

/** Secrets and personal data must be readable only by their owner. */
async function checkModes(folder: string): Promise<Finding[]> {
  const about = "secrets";
  const open = (await isOpenToOthers(folder))
    ? [warn(about, "Other users of this machine can open the data folder.", `chmod 700 ${folder}`)]
    : [];
  for (const name of SECRETS) {
    const path = join(folder, name);
    if (await isOpenToOthers(path).catch(() => false))
      open.push(warn(about, `Other users can read ${name}.`, `chmod 600 ${path}`));
  }
  return open.length > 0 ? open : [ok(about, "secrets and events are readable only by their owner")];
}

/** Detached parts, found on disk, so that this works while nothing runs. */
async function checkLostParts(folder: string): Promise<Finding> {
  const about = "stored events";
  const store = join(folder, "store");
  let count = 0;
  for (const prefix of await readdir(store).catch(() => []))
    for (const table of await readdir(join(store, prefix)).catch(() => []))
      count += (await readdir(join(store, prefix, table, "detached")).catch(() => [])).length;
  if (count === 0) return ok(about, "no part is detached as broken");
  return fail(
    about,
    `ClickHouse detached ${count} parts: their events are missing in every figure.`,
    'Restore a backup, or see OPERATE.md, "Events are missing".',
  );
}

/** The folder, or the nearest existing folder above it. */
async function nearest(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory() || at === dirname(at)) return at;
  }
}
