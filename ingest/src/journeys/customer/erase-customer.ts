import type { CustomerErasure } from "@safar/schemas/dashboard";
import type { Erasures } from "../../people/erasures.js";
import { idDigest } from "../../people/erasures.js";
import { ForgetError, type ForgetRequest, type Receipt } from "../../people/forget.js";
import type { ForgetInTurn } from "../../people/forget-in-turn.js";
import type { PersonLink } from "../../people/person.js";
import { appendAudit } from "../../sources/audit-log.js";
import { toldLink } from "./read-ids.js";

/** What erasing a customer from the dashboard needs. */
export interface ErasingParts {
  readonly inTurn: ForgetInTurn;
  /** The log of changes, see `safar sources audit`. */
  readonly auditLog: string;
  readonly erasures: Pick<Erasures, "salts">;
}

/** An erasure, or why there was none: plain data, since it may be told to another process. */
export type Erased =
  | { readonly isDone: true; readonly erasure: CustomerErasure }
  | { readonly isDone: false; readonly code: ForgetError["code"] | "failed"; readonly message: string };

/**
 * Erases a customer, or says what would be erased. The log of changes is told before, who did it, and of whom by a
 * salted hash alone: the log outlives what was erased.
 *
 * @param who asked for it, such as `operator on the dashboard`
 */
export async function eraseCustomer(
  { inTurn, auditLog, erasures }: ErasingParts,
  request: ForgetRequest,
  who: string,
): Promise<Erased> {
  let links: readonly PersonLink[] = [];
  const { id, source = "", dryRun, links: followed } = request;
  const idHash = idDigest(erasures.salts[0], id);
  const to = { idHash, ...(followed ? { links: followed } : {}) };
  const entry = { who, what: "customer erased", source, to } as const;
  try {
    if (!dryRun) await appendAudit(auditLog, entry);
    const receipt = await inTurn.erase(request, (step) => {
      if (typeof step !== "string") links = step;
    });
    return { isDone: true, erasure: toldErasure(receipt, links, dryRun) };
  } catch (error) {
    const { message } = error as Error;
    if (!dryRun) await appendAudit(auditLog, { ...entry, failed: withoutId(message, id) });
    return { isDone: false, code: error instanceof ForgetError ? error.code : "failed", message };
  }
}

function toldErasure(receipt: Receipt, links: readonly PersonLink[], dryRun: boolean): CustomerErasure {
  const { ids, rows } = receipt;
  return { links: links.map(toldLink), ids, rows, receipt: dryRun ? "" : receipt.receipt };
}

/** Nobody's id may come into the log by way of an error. */
function withoutId(message: string, id: string): string {
  return message.split("\n")[0]!.replaceAll(id, "…");
}
