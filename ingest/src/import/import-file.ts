import { join, resolve } from "node:path";
import { Safar } from "@safar/node";
import { readDataFolder } from "../client/data-folder.js";
import { FEED_OPTIONS, type FeedCall } from "../client/feed.js";
import { findClickHouse } from "../client/find-clickhouse.js";
import { type CollectorWanted, type FoundCollector, findCollector } from "../client/find-collector.js";
import { grouped } from "../output/terminal/progress.js";
import { readConfig } from "../settings/config.js";
import { hashOf, keyHash } from "../sources/write-keys.js";
import { type Checkpoint, openCheckpoint, type RowCounts } from "./checkpoint.js";
import { type ImportKey, lendImportKey } from "./import-key.js";
import { type Mapping, type PlacedMapping, placeMapping } from "./mapping.js";
import { type Profile, profileFile } from "./profile.js";
import { createRejectedFile, type RejectedRow } from "./rejected-file.js";
import { type Imported, type ImportParts, rehearseImport, runImport } from "./run-import.js";
import { type StoredOrders, storedOrders } from "./stored-orders.js";
import type { TableFile, TableOptions } from "./table.js";
import { openTableFile } from "./table-file.js";

/** One file, and how to import its rows. */
export interface ImportJob extends Pick<ImportParts, "now" | "onRow"> {
  readonly path: string;
  readonly table: TableOptions;
  readonly mapping: Mapping;
  readonly rejectedPath: string;
}

export interface ImportWay {
  readonly wanted: CollectorWanted;
  /** The source to import into; undefined for the first. */
  readonly source: string | undefined;
  /** Start from the first row instead of resuming an interrupted import. */
  readonly restart: boolean;
  /** Called with a progress message. */
  readonly onNotice: (notice: string) => void;
}

/** An opened file, with its column mapping and profile. */
export interface OpenedJob {
  readonly file: TableFile;
  readonly mapping: PlacedMapping;
  readonly profile: Profile;
}

/** The result of an import, and the first rejected rows. */
export interface ImportedFile extends Imported {
  readonly rejected: readonly RejectedRow[];
}

/** Folder of checkpoints when the collector's data folder is not on this machine. */
const LOCAL_STATE = ".safar";

/** @throws {Error} when the file can't be read, or its columns don't fit */
export async function openJob(job: ImportJob): Promise<OpenedJob> {
  const file = await openTableFile(job.path, job.table);
  const mapping = placeMapping(job.mapping, file.columns);
  return { file, mapping, profile: await profileFile(file, mapping) };
}

/**
 * Imports a file, and resumes an interrupted import of it.
 *
 * @throws {Error} when the collector can't be used, or rejects an event; events sent before are stored
 */
export async function importFile(job: ImportJob, opened: OpenedJob, way: ImportWay): Promise<ImportedFile> {
  const { onNotice } = way;
  const { collector, key } = await findTarget(way);
  if (collector.started) onNotice(`Started a collector on ${collector.data} for the import.`);
  const safar = new Safar({ ...FEED_OPTIONS, host: collector.host, writeKey: collector.writeKey });
  const asked = await askableOrders(collector, way.wanted.data);
  try {
    const checkpoint = await checkpointOf(job, opened.file, collector, key?.source);
    if (way.restart) await checkpoint.clear();
    const resumed = await checkpoint.read();
    if (resumed)
      onNotice(`Resuming after row ${grouped(resumed.counts.rows)}, where the last import stopped.`);
    const rejected = createRejectedFile(job.rejectedPath, opened.file.columns, resumed?.rejectedBytes);
    try {
      const imported = await runImport(
        { ...job, ...opened, rejected },
        { safar, checkpoint, resumed, stored: asked?.stored, onNotice },
      );
      return { ...imported, rejected: rejected.first };
    } finally {
      await rejected.close();
    }
  } finally {
    await safar.close({ timeout: 0 });
    await asked?.close();
    await key?.end();
    await collector.close();
  }
}

/** Processes a file without sending anything; see {@link rehearseImport}. */
export async function rehearseFile(
  job: ImportJob,
  opened: OpenedJob,
  shown: number,
): Promise<{
  readonly counts: RowCounts;
  readonly first: FeedCall[];
  readonly rejected: readonly RejectedRow[];
}> {
  const rejected = createRejectedFile(job.rejectedPath, opened.file.columns);
  try {
    return { ...(await rehearseImport({ ...job, ...opened, rejected }, shown)), rejected: rejected.first };
  } finally {
    await rejected.close();
  }
}

/**
 * The collector, and the key to send with: the one given, or else a temporary server key of the data folder's source
 * that exists only during the import.
 */
async function findTarget({
  wanted,
  source,
}: ImportWay): Promise<{ collector: FoundCollector; key: ImportKey | undefined }> {
  if (wanted.host !== undefined || wanted.writeKey !== undefined) {
    return { collector: await findCollector(wanted), key: undefined };
  }
  const data = readConfig({ flags: { SAFAR_DATA: wanted.data } }).SAFAR_DATA;
  if ((await readDataFolder(data)) === undefined) {
    if (source !== undefined) {
      throw new Error(
        `There is no data in ${data}, so it has no source ${source}. Start \`safar serve\` first, or leave out --source.`,
      );
    }
    const collector = await findCollector(wanted);
    const key = await lendImportKey(data, undefined);
    // This second call, with the new key, waits until the collector accepts the key.
    const { writeKey } = await findCollector({ ...wanted, writeKey: key.writeKey });
    return { collector: { ...collector, writeKey }, key };
  }
  const key = await lendImportKey(data, source);
  try {
    return { collector: await findCollector({ ...wanted, writeKey: key.writeKey }), key };
  } catch (error) {
    await key.end();
    throw error;
  }
}

/** Stored orders, if the data folder is on this machine: it has the key's source and the address of its ClickHouse. */
async function askableOrders(
  collector: FoundCollector,
  folder: string | undefined,
): Promise<{ stored: StoredOrders; close(): Promise<void> } | undefined> {
  const data = collector.data ?? readConfig({ flags: { SAFAR_DATA: folder } }).SAFAR_DATA;
  const hash = hashOf(collector.writeKey);
  const sources = (await readDataFolder(data))?.sources ?? [];
  for (const { id, keys } of sources) {
    const key = keys.find((one) => keyHash(one) === hash);
    if (key === undefined) continue;
    const found = await findClickHouse({ url: undefined, username: undefined, password: undefined, data });
    return { stored: storedOrders(found.warehouse, id, key.kind === "server"), close: found.close };
  }
  return undefined;
}

/** The checkpoint is stored in the data folder: deleting the folder also deletes the claim that rows are stored there. */
async function checkpointOf(
  job: ImportJob,
  file: TableFile,
  collector: FoundCollector,
  source: string | undefined,
): Promise<Checkpoint> {
  const folder = join(collector.data ?? resolve(LOCAL_STATE), "imports");
  const target = collector.data ?? [collector.host, collector.writeKey];
  const rejected = resolve(job.rejectedPath);
  const { preset, ...mapping } = job.mapping;
  return openCheckpoint(folder, file.identity, [target, source, mapping, preset?.title, job.table, rejected]);
}
