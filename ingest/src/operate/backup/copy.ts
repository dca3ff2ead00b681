import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../../data-folder/private.js";

/** A copied file. */
export interface Copied {
  /** Path of the copy. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the bytes read, hexadecimal. */
  readonly sha256: string;
}

/**
 * Copies a file, or a folder with its contents, syncs it to disk, and makes it readable only by its owner.
 *
 * @throws {Error} at a link or any other kind of file, which may point outside the folder
 */
export async function* copyEither(from: string, to: string): AsyncGenerator<Copied> {
  const found = await lstat(from);
  if (found.isFile()) {
    yield await copyOne(from, to);
    return;
  }
  if (!found.isDirectory()) throw new Error(`${from} is neither a file nor a folder.`);
  await mkdir(to, { recursive: true, mode: PRIVATE_FOLDER });
  for (const name of await readdir(from)) yield* copyEither(join(from, name), join(to, name));
  await syncFolder(to);
}

async function copyOne(from: string, to: string): Promise<Copied> {
  await mkdir(dirname(to), { recursive: true, mode: PRIVATE_FOLDER });
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(to, "wx", PRIVATE_FILE);
  try {
    for await (const chunk of createReadStream(from) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await writeAll(file, chunk);
      bytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { path: to, bytes, sha256: hash.digest("hex") };
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length; )
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
}

/** SHA-256 of a file, hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Syncs a folder: a new file's name is durable only when its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
