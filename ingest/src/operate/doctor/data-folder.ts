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
/** ClickHouse merges parts into new ones before it lets the old ones go. */
const LITTLE_GIB = 5;
const TOO_LITTLE_GIB = 1;
const SLOW_SYNC_MS = 50;
const SYNCS = 5;
const SECRETS = ["sources.json", "secrets.json", "operator.json", "messages.json"];

/** The disk under a data folder, and the folder itself. */
export async function* checkDataFolder(folder: string, told: ToldWhere): AsyncGenerator<Finding> {
  const there = await nearest(folder);
  if (there === folder) yield ok("data folder", folder);
  else yield warn("data folder", `${folder} is not there yet.`, "The first `safar serve` makes it.");
  yield await checkSpace(there);
  yield await checkWrites(there);
  if (there !== folder) return;
  yield await checkHolder(folder);
  yield* await checkModes(folder);
  yield await checkLostParts(folder);
  yield* checkCounting(folder, told);
}

/** The collector that runs on the folder; undefined when none does, also after a crash of one. */
export async function runningOn(folder: string): Promise<Running | undefined> {
  const running = await readRunning(folder);
  return running !== undefined && (await holderOf(folder)) !== undefined ? running : undefined;
}

/** What the collector that runs on the folder stored and does not count; nothing when none runs. */
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
    yield warn(
      "counting",
      (error as Error).message,
      "Run `safar doctor` of the release that the collector has.",
    );
  } finally {
    await warehouse.close();
  }
}

async function checkSpace(folder: string): Promise<Finding> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GIB;
  const said = `${free.toFixed(1)} GiB of ${((blocks * bsize) / GIB).toFixed(0)} GiB are free`;
  const todo =
    "Free some, or move the data folder to a larger disk. When it is full, the collector answers 503.";
  if (free < TOO_LITTLE_GIB) return fail("disk", said, todo);
  return free < LITTLE_GIB || bavail / blocks < 0.1 ? warn("disk", said, todo) : ok("disk", said);
}

/** Writes as an acknowledgement does: to the disk, and not to a cache. */
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
    const said = `${median.toFixed(1)} ms for 4 KiB until it is safe`;
    return median < SLOW_SYNC_MS
      ? ok(about, said)
      : warn(about, said, "Each acknowledgement waits for it. Use a local SSD rather than a network disk.");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return fail(
      about,
      `${folder} can't be written: ${message}`,
      code === "ENOSPC"
        ? "The disk is full: free some of it."
        : "Start as the user who owns the folder, or give it to that one.",
    );
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}

async function checkHolder(folder: string): Promise<Finding> {
  const holder = await holderOf(folder);
  return ok(
    "lock",
    holder === undefined ? "free: no collector runs on it" : `held by process ${holder}, which runs`,
  );
}

/** Secrets and people's events are for their owner alone. */
async function checkModes(folder: string): Promise<Finding[]> {
  const about = "secrets";
  const open = (await isOpenToOthers(folder))
    ? [warn(about, "Other users of this machine may enter the data folder.", `chmod 700 ${folder}`)]
    : [];
  for (const name of SECRETS) {
    const path = join(folder, name);
    if (await isOpenToOthers(path).catch(() => false))
      open.push(warn(about, `Others than its owner may read ${name}.`, `chmod 600 ${path}`));
  }
  return open.length > 0 ? open : [ok(about, "readable by their owner alone, with all events")];
}

/** Parts that ClickHouse has put aside, as the disk shows them: also when nothing runs. */
async function checkLostParts(folder: string): Promise<Finding> {
  const about = "stored events";
  const store = join(folder, "store");
  let count = 0;
  for (const prefix of await readdir(store).catch(() => []))
    for (const table of await readdir(join(store, prefix)).catch(() => []))
      count += (await readdir(join(store, prefix, table, "detached")).catch(() => [])).length;
  if (count === 0) return ok(about, "no part is put aside as broken");
  return fail(
    about,
    `ClickHouse has put ${count} parts aside: their events are missing in every figure.`,
    'Restore a backup, or see OPERATE.md, "Events are missing".',
  );
}

/** The folder, or what it would be made in. */
async function nearest(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory() || at === dirname(at)) return at;
  }
}
