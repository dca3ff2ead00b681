import { chmod, copyFile, mkdir, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Copies a file, or a folder with all in it. @returns bytes */
export async function copyEither(from: string, to: string): Promise<number> {
  return (await stat(from)).isDirectory() ? await copyFolder(from, to) : await copyOne(from, to);
}

/** Copies a folder with all in it, to the disk. @returns bytes */
export async function copyFolder(from: string, to: string): Promise<number> {
  let bytes = 0;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    bytes += entry.isDirectory()
      ? await copyFolder(join(from, entry.name), join(to, entry.name))
      : await copyOne(join(from, entry.name), join(to, entry.name));
  }
  await syncFolder(to);
  return bytes;
}

/** Copies a file so that it is on the disk, readable and writable by its owner alone. @returns bytes */
export async function copyOne(from: string, to: string): Promise<number> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  await chmod(to, 0o600);
  const file = await open(to, "r+");
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** A name is on the disk when its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
