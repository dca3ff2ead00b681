import { chmod, mkdir, readdir, stat } from "node:fs/promises";

/** What others than the owner may do. */
const OTHERS = 0o077;
/** A folder like /tmp, in which everybody has files. */
const STICKY = 0o1000;

export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;

/** A data folder has at least one of these. */
const SIGNS = ["metadata", "sources.json", "secrets.json"];

/**
 * From here on this process and those it starts make files that their owner alone may read and write, whatever the
 * shell or the service manager says.
 */
export function makePrivateFiles(): void {
  process.umask(OTHERS);
}

/**
 * Makes a data folder; one that is there is closed to everybody but its owner, and with it all that is in it. A folder
 * that holds something else, such as a home, is left as it is: what Safar makes in it is private by itself.
 *
 * @returns true when others could enter it until now
 * @throws {Error} EPERM when the folder is another user's
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

/** Whether others than its owner may enter a folder. */
export async function isOpenToOthers(folder: string): Promise<boolean> {
  return ((await stat(folder)).mode & OTHERS) !== 0;
}
