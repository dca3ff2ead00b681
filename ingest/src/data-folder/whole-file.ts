import { chmod, chown, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./private.js";

/**
 * Atomically writes a file that only its owner may read: after a crash it has the old or the new content. An existing
 * file keeps its owner and permissions, so that root can change a file that another user reads.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  const draft = `${path}.${process.pid}.tmp`;
  const old = await stat(path).catch(() => undefined);
  try {
    await writeFile(draft, content, { mode: PRIVATE_FILE, flush: true });
    if (old) await chmod(draft, old.mode & 0o777);
    if (old && (old.uid !== process.getuid?.() || old.gid !== process.getgid?.()))
      await chown(draft, old.uid, old.gid);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
