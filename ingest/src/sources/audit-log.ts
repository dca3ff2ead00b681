import { open, readFile } from "node:fs/promises";
import { userInfo } from "node:os";

/**
 * One change of the sources, keys or journeys, or what was done with a customer's data. It contains no secret: keys are
 * named by their hints, customers by a salted hash.
 */
export interface AuditEntry {
  /** When, ISO 8601. */
  readonly at: string;
  /** The operating system user who made it; for a change over HTTP, the role. */
  readonly who: string;
  readonly what: AuditAction;
  readonly source: string;
  /** The key's hint, when a key was changed. */
  readonly key?: string;
  /** The new settings. */
  readonly to?: Readonly<Record<string, unknown>>;
  /** The previous settings. */
  readonly from?: Readonly<Record<string, unknown>>;
  /** Why the change failed. */
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
  | "journey resumed"
  | "test message sent"
  | "customer exported"
  | "customer erased";

/** An entry without `at`, and perhaps without `who`: both are added when it is written. */
export type Audited = Omit<AuditEntry, "at" | "who"> & { readonly who?: string };

/** Appends an entry and syncs it to the disk before it returns. The log is never rewritten. */
export async function appendAudit(path: string, entry: Audited, now = Date.now()): Promise<void> {
  const line: AuditEntry = { at: new Date(now).toISOString(), who: currentUser(), ...entry };
  const file = await open(path, "a", 0o600).catch((error: Error) => {
    throw new Error(
      `Nothing was changed, because the audit log ${path} can't be written: ${error.message}. Move the file away to start a new one.`,
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

/** All entries, oldest first. A line truncated by a crash is skipped. */
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

/** In a container the user id may have no user name. */
function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
