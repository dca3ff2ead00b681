import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Decision } from "../run/run.js";
import { OF_LABELS } from "./of-labels.js";
import { isState, readState, type State } from "./state.js";

/** A run, as the journal has it. Times are epoch milliseconds. */
export interface JournalRun {
  readonly id: string;
  readonly journey: string;
  readonly version: number;
  readonly status: "waiting" | "ended";
  /** The node where it stands, `end` when it went the whole way. */
  readonly node: string;
  /** Why it ended: goal, end, merged; "" while it goes on. */
  readonly why: string;
  readonly isControl: boolean;
  /** The ways that splits gave it, as `node=way` with commas. */
  readonly variant: string;
  readonly customer: string;
  readonly isGuest: boolean;
  readonly enteredAt: number;
  readonly statusAt: number;
  /** When it goes on by the clock alone; undefined for never. */
  readonly dueAt: number | undefined;
  readonly goalAt: number | undefined;
  /** The event that let it in: its name and id; undefined where the row does not tell. */
  readonly entry: { readonly name: string; readonly id: string } | undefined;
  /** What it did at each node, in order; undefined where the row can't be read. */
  readonly decisions: readonly Decision[] | undefined;
}

/** Reads all runs of a person in a source, by labels as `user/u1`, the earliest first. @param journey one alone */
export async function readRuns(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  labels: readonly string[],
  journey = "",
): Promise<JournalRun[]> {
  const rows = await warehouse.query<Omit<JournalRun, "entry" | "decisions"> & { state: string }>(
    `SELECT run_id AS id, toString(journey_id) AS journey, journey_version AS version,
       toString(row.status) AS status, toString(row.node) AS node, toString(row.why) AS why, is_control AS isControl,
       toString(row.variant) AS variant, customer_id AS customer, is_guest AS isGuest,
       toFloat64(toUnixTimestamp64Milli(entered_at)) AS enteredAt,
       toFloat64(toUnixTimestamp64Milli(status_at)) AS statusAt,
       nullIf(toFloat64(toUnixTimestamp64Milli(due_at)), 0) AS dueAt,
       toFloat64(toUnixTimestamp64Milli(goal_at)) AS goalAt, row.state AS state
     FROM ${DATABASE}.journey_rows AS row FINAL
     WHERE record = 'run' AND source_id = {source:String}
       AND ({journey:String} = '' OR journey_id = {journey:String}) AND ${OF_LABELS}
     ORDER BY entered_at, run_id`,
    { source, labels, journey },
  );
  return rows.map(({ state: text, ...row }) => {
    const state = readState(text);
    return {
      ...row,
      isControl: Boolean(row.isControl),
      isGuest: Boolean(row.isGuest),
      dueAt: row.dueAt ?? undefined,
      goalAt: row.goalAt ?? undefined,
      entry: entryOf(state),
      decisions: decisionsOf(state),
    };
  });
}

function entryOf(state: State | undefined): JournalRun["entry"] {
  const entry = isState(state?.run) ? state.run.entry : undefined;
  if (!isState(entry) || typeof entry.name !== "string" || typeof entry.id !== "string") return undefined;
  return { name: entry.name, id: entry.id };
}

function decisionsOf(state: State | undefined): Decision[] | undefined {
  const told = state?.decisions;
  return Array.isArray(told) && told.every(isDecision) ? told : undefined;
}

function isDecision(value: unknown): value is Decision {
  if (!isState(value)) return false;
  const { node, at, what, by } = value;
  const isText = [node, what, by].every((each) => typeof each === "string");
  // A moment that no clock can show would end the command.
  return isText && typeof at === "number" && Math.abs(at) <= 8.64e15;
}
