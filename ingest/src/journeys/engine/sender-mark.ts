import { randomUUID } from "node:crypto";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Memory } from "./memory.js";
import type { Sender } from "./sender.js";

/** In the data folder, and in no backup of it. */
const MARK = "journeys-sender";
/** What an operator puts beside it to send from a copy. */
const ASKED = "journeys-send-from-here";

/** The data folder as what sends: `safar serve`. */
export function folderSender(folder: string): Sender {
  return {
    copied:
      "This data folder is a copy: its journeys stand still. If it is the one to send from now on, run `safar journeys send-from-here`",
    maySend: (memory) => maySend(folder, memory),
  };
}

/**
 * Whether this data folder is the one that sends. The table remembers a mark that stands in a file of the folder, with
 * the file's own number and the time of its making: a backup does not hold the file, and a copy of it has others. The first engine
 * makes it; a folder without it, of which the table remembers one, is a copy until its operator says otherwise.
 */
async function maySend(folder: string, memory: Memory): Promise<boolean> {
  const known = await memory.read("sender");
  const isAsked = await rm(join(folder, ASKED)).then(
    () => true,
    () => false,
  );
  if (known !== undefined && !isAsked) return known === (await readMark(folder));
  await writeFile(join(folder, MARK), randomUUID(), { mode: 0o600 });
  await memory.write("sender", (await readMark(folder))!);
  return true;
}

/** Lets the engine of this folder send from its next look on, also of a restored copy. */
export async function askToSend(folder: string): Promise<void> {
  await writeFile(join(folder, ASKED), "", { mode: 0o600 });
}

async function readMark(folder: string): Promise<string | undefined> {
  const file = join(folder, MARK);
  try {
    const { ino, birthtimeMs } = await stat(file);
    return `${await readFile(file, "utf8")} ${ino} ${birthtimeMs}`;
  } catch {
    return undefined;
  }
}
