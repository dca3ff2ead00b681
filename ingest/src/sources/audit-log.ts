import { open, readFile } from "node:fs/promises";
import { userInfo } from "node:os";

/** One change of the sources, keys or journeys. It holds no secret: keys are named by their hints. */
export interface AuditEntry {
  /** When, ISO 8601. */
  readonly at: string;
  /** The operating system's user who made it; of what came over HTTP, the role. */
  readonly who: string;
  readonly what: AuditAction;
  readonly source: string;
  /** The key's hint, when a key was changed. */
  readonly key?: string;
  /** What it was made with, or changed to. */
  readonly to?: Readonly<Record<string, unknown>>;
  /** What was there before. */
  readonly from?: Readonly<Record<string, unknown>>;
  /** Why the change did not come about after all. */
  readonly failed?: string;
}

export type AuditAction =
  | "source added"
  | "source changed"
  | "source disabled"
  | "source enabled"
  | "key added"
  | "key rotated"
  | "key removed"
  | "web-hook secret set"
  | "key disabled"
  | "journey published"
  | "journey paused"
  | "journey resumed";

/** What a change says of itself; when is added as it is written, and who, where it does not say. */
export type Audited = Omit<AuditEntry, "at" | "who"> & { readonly who?: string };

/** Adds an entry at the end of the log, on the disk before it returns. The log is never rewritten. */
export async function appendAudit(path: string, entry: Audited, now = Date.now()): Promise<void> {
  const line: AuditEntry = { at: new Date(now).toISOString(), who: currentUser(), ...entry };
  const file = await open(path, "a", 0o600).catch((error: Error) => {
    throw new Error(
      `Nothing was changed, since the log of changes, ${path}, can't be written: ${error.message}. Move it away, and a new one is begun.`,
      { cause: error },
    );
  });
  try {
    await file.appendFile(`${JSON.stringify(line)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** All entries, the oldest first; a line that a crash cut off is left out. */
export async function readAudit(path: string): Promise<AuditEntry[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line) as AuditEntry];
    } catch {
      return [];
    }
  });
}

/** A container may run under a number that no user has. */
function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
