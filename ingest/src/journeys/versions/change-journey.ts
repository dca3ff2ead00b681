import { appendAudit } from "../../sources/audit-log.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Change, ChangeResult } from "./change.js";
import { writeChange } from "./write-change.js";

/** Where a change is written, and where who made it is told. */
export interface ChangeParts {
  readonly warehouse: Pick<Warehouse, "query" | "command">;
  /** The log of changes, see `safar sources audit`. */
  readonly auditLog: string;
}

const WHAT = {
  published: "journey published",
  paused: "journey paused",
  resumed: "journey resumed",
} as const;

/**
 * Changes a journey, and tells the log of changes who did: before, so that no change is missing there.
 *
 * @param who made it, such as `editor on the dashboard`
 * @throws {WarehouseError | Error} when it, or the log, can't be written
 */
export async function changeJourney(
  { warehouse, auditLog }: ChangeParts,
  change: Change,
  who: string,
): Promise<ChangeResult> {
  const { source, journey, version, done, moves } = change;
  const to = { journey, version, ...(moves ? { moves } : {}) };
  const entry = { who, what: WHAT[done], source, to };
  await appendAudit(auditLog, entry);
  const failed = (why: string) => appendAudit(auditLog, { ...entry, failed: why });
  try {
    const result = await writeChange(warehouse, change);
    if (!result.stands) await failed("somebody else changed it first");
    return result;
  } catch (error) {
    await failed((error as Error).message);
    throw error;
  }
}
