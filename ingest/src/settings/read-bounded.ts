import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * Reads a text file of at most so many bytes. A pipe or a device, which may have no end, is none.
 *
 * @returns the text, or its size when that is too large
 * @throws {Error} when it can't be read
 */
export async function readBounded(file: string, mostBytes: number): Promise<string | number> {
  // A pipe that nobody writes to would be waited for.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw new Error("it is no regular file");
    return state.size > mostBytes ? state.size : await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
