import { chmod, mkdir, readdir, stat } from "node:fs/promises";

/** Permission bits of everybody but the owner. */
const OTHERS = 0o077;
/** Sticky bit of a shared folder like /tmp. */
const STICKY = 0o1000;

export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/** A data folder contains at least one of these. */
const SIGNS = ["metadata", "sources.json", "secrets.json"];

/**
 * Sets the umask: from now on, files of this process and its children are private to the owner, whatever the shell or
 * the service manager set.
 */
export function makePrivateFiles(): void {
  process.umask(OTHERS);
}

/**
 * Creates a data folder, or makes an existing one accessible only to its owner. A folder with other content, such as
 * a home folder, is not changed: the files that Safar creates in it are private anyway.
 *
 * @returns true when other users had access before
 * @throws {Error} EPERM when the folder belongs to another user
 */
export async function makePrivate(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const { mode } = await stat(folder);
  if ((mode & OTHERS) === 0 || (mode & STICKY) !== 0) return false;
  const names = await readdir(folder);
  if (names.length > 0 && !SIGNS.some((sign) => names.includes(sign))) return false;
  await chmod(folder, mode & ~OTHERS);
  return true;
}

/** Whether users other than the owner may enter a folder. */
export async function isOpenToOthers(folder: string): Promise<boolean> {
  return ((await stat(folder)).mode & OTHERS) !== 0;
}
