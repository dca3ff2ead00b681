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

/** `safar free`: what takes the disk, and letting go of it. */
export function freeCommand(): Command {
  return new Command("free")
    .summary("show what takes the disk, and let go of what is old")
    .description(
      "Shows how much room each table takes. With options it lets go of what is old, also when the disk is full and " +
        "no collector can be started: then ClickHouse alone is started on the data folder, in the reserve " +
        "(SAFAR_RESERVE_MIB). To keep only what is younger from now on, see SAFAR_KEEP_EVENTS_DAYS.",
    )
    .option("--events-older-than <days>", "events received longer ago; figures forget them", wholeDays)
    .option("--dead-letters-older-than <days>", "refused events received longer ago; 0 for all", wholeDays)
    .option("--detached", "parts that ClickHouse has put aside as broken")
    .option("-y, --yes", "do it; without it nothing is let go")
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
    if (asks && !yes) print("Nothing was let go. Say so with --yes; it can't be undone.");
  } finally {
    await place.close();
  }
}

interface Place {
  rooms(): Promise<Room[]>;
  free(request: FreeRequest): AsyncGenerator<string>;
  close(): Promise<void>;
}

/** The collector that runs on the folder, else ClickHouse alone. */
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
  throw new InvalidArgumentError("Give whole days, from 0 to 36500.");
}
