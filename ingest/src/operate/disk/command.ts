import { existsSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { readRunning } from "../../data-folder/running.js";
import { findOperator } from "../../operator/find-operator.js";
import { print, say } from "../../output/terminal/print.js";
import { tableText } from "../../output/terminal/table.js";
import { type Config, readConfig } from "../../settings/config.js";
import { openFolderWarehouse } from "../../store/engine/folder-warehouse.js";
import { type FreeRequest, free, type Room, roomOf } from "./free.js";
import { freeBytes, reserveIn } from "./reserve.js";

const MIB = 1024 * 1024;

interface Options {
  data?: string;
  eventsOlderThan?: number;
  deadLettersOlderThan?: number;
  detached?: boolean;
  yes?: boolean;
}

/** `safar free`: shows disk usage and deletes old data. */
export function freeCommand(): Command {
  return new Command("free")
    .summary("show disk usage, and delete old data")
    .description(
      "Shows the disk space of each table. With options it deletes old data, even when the disk is full and no " +
        "collector can start: then it releases the reserve (SAFAR_RESERVE_MIB) and starts only ClickHouse on the data " +
        "folder. To delete old events regularly, see SAFAR_KEEP_EVENTS_DAYS.",
    )
    .option(
      "--events-older-than <days>",
      "delete events received longer ago; figures no longer include them",
      wholeDays,
    )
    .option(
      "--dead-letters-older-than <days>",
      "delete rejected events received longer ago; 0 for all",
      wholeDays,
    )
    .option("--detached", "delete parts that ClickHouse detached as broken")
    .option("-y, --yes", "confirm; nothing is deleted without it")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar free\n  $ safar free --dead-letters-older-than 0 --yes\n" +
        "  $ safar free --events-older-than 730 --yes\n",
    )
    .action(run);
}

async function run({ data, yes, ...request }: Options): Promise<void> {
  const config = readConfig({ flags: { SAFAR_DATA: data } });
  const folder = config.SAFAR_DATA;
  if (!existsSync(folder)) throw new Error(`There is no data folder ${folder}. Name it with --data.`);
  const asks = Object.values(request).some((value) => value !== undefined);
  const place = await placeOf(config, data);
  try {
    if (asks && yes) for await (const step of place.free(request)) say(step);
    const rooms = await place.rooms();
    print(
      tableText({
        head: ["table", "rows", "MiB"],
        rows: rooms.map(({ what, rows, bytes }) => [what, rows, Math.round(bytes / MIB)]),
      }),
    );
    print(`${Math.floor((await freeBytes(folder)) / MIB)} MiB are free on the disk of ${folder}.`);
    if (asks && !yes) print("Nothing was deleted. Confirm with --yes; this can't be undone.");
  } finally {
    await place.close();
  }
}

interface Place {
  rooms(): Promise<Room[]>;
  free(request: FreeRequest): AsyncGenerator<string>;
  close(): Promise<void>;
}

/** The collector that runs on the folder, or else only ClickHouse. */
async function placeOf(config: Config, data: string | undefined): Promise<Place> {
  const folder = config.SAFAR_DATA;
  const operator = (await readRunning(folder))
    ? await findOperator({ ops: undefined, data, start: false }).catch(() => undefined)
    : undefined;
  if (operator) {
    const ask = async <Answer>(init?: RequestInit): Promise<Answer> => {
      const answer = await operator.ask("/room", init);
      if (!answer.ok) throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Answer;
    };
    return {
      rooms: () => ask<Room[]>(),
      async *free(request) {
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify(request);
        yield* (await ask<{ steps: string[] }>({ method: "POST", headers, body })).steps;
      },
      close: operator.close,
    };
  }
  const reserve = await reserveIn(folder, config.SAFAR_RESERVE_MIB);
  if ((await freeBytes(folder)) < 2 * reserve.bytes) await reserve.release();
  const warehouse = await openFolderWarehouse(folder, config.SAFAR_CLICKHOUSE_BINARY);
  return {
    rooms: () => roomOf(warehouse),
    free: (request) => free(warehouse, request),
    close: () => warehouse.close(),
  };
}

function wholeDays(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 36_500) return Number(text);
  throw new InvalidArgumentError("Use a whole number of days, from 0 to 36500.");
}
