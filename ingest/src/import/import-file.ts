import { join, resolve } from "node:path";
import { Safar } from "@safar/node";
import { FEED_OPTIONS, type FeedCall } from "../client/feed.js";
import { type CollectorWanted, type FoundCollector, findCollector } from "../client/find-collector.js";
import { grouped } from "../terminal/progress.js";
import { type Checkpoint, openCheckpoint, type RowCounts } from "./checkpoint.js";
import { type CsvFile, openCsvFile } from "./csv-file.js";
import { type Mapping, placeMapping } from "./mapping.js";
import { createRejectedFile } from "./rejected-file.js";
import { type ImportParts, rehearseImport, runImport } from "./run-import.js";

/** One file, and what becomes of its rows. */
export interface ImportJob extends Pick<ImportParts, "now" | "onRow"> {
  readonly path: string;
  readonly delimiter: string;
  readonly mapping: Mapping;
  readonly rejectedPath: string;
}

export interface ImportWay {
  readonly wanted: CollectorWanted;
  /** Begin at the first row, whatever an interrupted import left. */
  readonly restart: boolean;
  /** Called with a sentence about what goes on. */
  readonly onNotice: (notice: string) => void;
}

/** Where checkpoints are kept when the collector's data folder is not on this machine. */
const LOCAL_STATE = ".safar";

/**
 * Imports a file, and goes on where an interrupted import of it stopped.
 *
 * @throws {Error} when the file or the collector can't be used, or an event is not taken; what was sent until
 *   then is stored
 */
export async function importFile(job: ImportJob, way: ImportWay): Promise<RowCounts> {
  const file = await openCsvFile(job.path, job.delimiter);
  const mapping = placeMapping(job.mapping, file.columns);
  const collector = await findCollector(way.wanted);
  if (collector.started) way.onNotice(`Started a collector on ${collector.data} for the time of the import.`);
  const safar = new Safar({ ...FEED_OPTIONS, host: collector.host, writeKey: collector.writeKey });
  try {
    const checkpoint = await checkpointOf(job, file, collector);
    if (way.restart) await checkpoint.clear();
    const resumed = await checkpoint.read();
    if (resumed)
      way.onNotice(`Going on after row ${grouped(resumed.counts.rows)}, where the last import stopped.`);
    const rejected = createRejectedFile(job.rejectedPath, file.columns, resumed?.rejectedBytes);
    try {
      return await runImport(
        { ...job, file, mapping, rejected },
        { safar, checkpoint, resumed, onNotice: way.onNotice },
      );
    } finally {
      await rejected.close();
    }
  } finally {
    await safar.close({ timeout: 0 });
    await collector.close();
  }
}

/** Goes through a file without sending anything; see {@link rehearseImport}. */
export async function rehearseFile(
  job: ImportJob,
  shown: number,
): Promise<{ readonly counts: RowCounts; readonly first: FeedCall[] }> {
  const file = await openCsvFile(job.path, job.delimiter);
  const mapping = placeMapping(job.mapping, file.columns);
  const rejected = createRejectedFile(job.rejectedPath, file.columns);
  try {
    return await rehearseImport({ ...job, file, mapping, rejected }, shown);
  } finally {
    await rejected.close();
  }
}

/** Beside the data it speaks of: with the data folder gone, so is the claim that rows were stored in it. */
async function checkpointOf(job: ImportJob, file: CsvFile, collector: FoundCollector): Promise<Checkpoint> {
  const folder = join(collector.data ?? resolve(LOCAL_STATE), "imports");
  const target = collector.data ?? [collector.host, collector.writeKey];
  const rejected = resolve(job.rejectedPath);
  return openCheckpoint(folder, await file.identity(), [target, job.mapping, job.delimiter, rejected]);
}
