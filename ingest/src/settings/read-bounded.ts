import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * Reads a text file of limited size. Pipes and devices are refused, because they may have no end.
 *
 * @returns the text, or the file's size when it is too large
 * @throws {Error} when it can't be read
 */
export async function readBounded(file: string, mostBytes: number): Promise<string | number> {
  // Without O_NONBLOCK, opening a pipe without a writer would hang.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new Error("it is no regular file");
    return state.size > mostBytes ? state.size : await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
