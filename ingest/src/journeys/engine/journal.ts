import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { JournalRow, MessageRow, RunRow } from "./row.js";

/** Runs and messages, made durable. */
export interface Journal {
  /** Writes rows, all or none of them. @throws {WarehouseError} when it is not known whether they are there */
  write(rows: readonly JournalRow[]): Promise<void>;
  /** All runs that began under these keys of persons. */
  runsOf(source: string, keys: readonly string[]): Promise<RunRow[]>;
  messagesOf(source: string, keys: readonly string[]): Promise<MessageRow[]>;
  /** Messages that went to an address since a time, or may have gone, the latest first. */
  sentSince(since: number, most: number): Promise<Sent[]>;
  /** The runs that are due at a time, or were before; the ones that wait longest first. */
  dueUntil(journeys: readonly JourneyKey[], until: number, most: number): Promise<DueRun[]>;
  /** Messages that are to be sent, the ones that wait longest first. */
  toSend(journeys: readonly JourneyKey[], now: number, most: number): Promise<MessageRow[]>;
  /** Messages that an earlier engine handed over without writing what came of it. */
  leftBehind(generation: number): Promise<MessageRow[]>;
}

/** `source/journey`: neither has a slash in its name. */
export type JourneyKey = `${string}/${string}`;

export interface Sent {
  readonly source: string;
  /** In the spelling of `plainAddress`. */
  readonly address: string;
  readonly at: number;
  readonly isMarketing: boolean;
}

export interface DuePerson {
  readonly source: string;
  readonly key: string;
}

export interface DueRun extends DuePerson {
  readonly run: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const COLUMNS = {
  record: "record",
  source: "source_id",
  person: "person_key",
  journey: "journey_id",
  run: "run_id",
  message: "message_id",
  version: "version",
  status: "status",
  dueAt: "due_at",
  generation: "generation",
  customer: "customer_id",
  isGuest: "is_guest",
  journeyVersion: "journey_version",
  node: "node",
  statusAt: "status_at",
  why: "why",
  isControl: "is_control",
  variant: "variant",
  enteredAt: "entered_at",
  nodes: "nodes",
  goalAt: "goal_at",
  channel: "channel",
  kind: "kind",
  language: "language",
  state: "state",
} as const;

const TIMES: readonly string[] = ["dueAt", "statusAt", "enteredAt", "goalAt"];
const NUMBERS: readonly string[] = ["version", "generation", "journeyVersion"];
const ABSENT: Readonly<Record<string, unknown>> = {
  ...{ message: "", nodes: [], goalAt: null, channel: "", kind: "", language: "" },
};

const READ = Object.entries(COLUMNS)
  .map(([name, column]) => {
    if (TIMES.includes(name)) return `toFloat64(toUnixTimestamp64Milli(row.${column})) AS ${name}`;
    return `${NUMBERS.includes(name) ? "toFloat64" : name === "nodes" ? "" : "toString"}(row.${column}) AS ${name}`;
  })
  .join(", ");

/** Of each run and message the row that holds. Nothing that changes may be asked before it is found. */
const lastOf = (where: string) =>
  `(SELECT * FROM ${DATABASE}.journey_rows WHERE ${where} ORDER BY version DESC LIMIT 1 BY record, run_id, message_id)`;

/** The journal in the table `journey_rows`. */
export function clickHouseJournal(warehouse: Pick<Warehouse, "query" | "insert">): Journal {
  const read = async <Row extends JournalRow>(
    from: string,
    rest: string,
    asked: Record<string, unknown>,
  ): Promise<Row[]> => {
    const rows = await warehouse.query<Record<string, unknown>>(
      `SELECT ${READ} FROM ${from} AS row ${rest}`,
      asked,
    );
    return rows.map(readRow) as unknown as Row[];
  };
  const own = "source_id = {source:String} AND person_key IN CAST({keys:Array(String)}, 'Array(UInt64)')";
  const active = "concat(source_id, '/', journey_id) IN {journeys:Array(String)}";
  const isDue = "due_at <= fromUnixTimestamp64Milli({now:Int64}, 'UTC')";
  /** Found first among all rows, also those that hold no longer, and then looked at again: an index finds them so. */
  const candidates = (record: string, status: string, more: string) =>
    lastOf(`record = '${record}' AND (person_key, run_id, message_id) IN (SELECT person_key, run_id, message_id
      FROM ${DATABASE}.journey_rows WHERE record = '${record}' AND status = '${status}' AND ${more})`);
  return {
    async write(rows) {
      if (rows.length > 0) await warehouse.insert("journey_rows", Object.values(COLUMNS), rows.map(writeRow));
    },
    runsOf: (source, keys) => read<RunRow>(lastOf(`record = 'run' AND ${own}`), "", { source, keys }),
    messagesOf: (source, keys) =>
      read<MessageRow>(lastOf(`record = 'message' AND ${own}`), "", { source, keys }),
    sentSince: (since, most) =>
      warehouse.query<Sent>(
        `SELECT toString(source_id) AS source, JSONExtractString(state, 'address') AS address,
           toFloat64(toUnixTimestamp64Milli(status_at)) AS at, kind = 'marketing' AS isMarketing
         FROM (SELECT * FROM ${DATABASE}.journey_rows
           WHERE record = 'message' AND status_at > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
           ORDER BY version DESC LIMIT 1 BY run_id, message_id)
         WHERE status IN ('attempted', 'sent', 'in-doubt') AND address != ''
         ORDER BY status_at DESC LIMIT {most:UInt32}`,
        { since, most },
      ),
    dueUntil: (journeys, until, most) =>
      warehouse.query<DueRun>(
        `SELECT toString(source_id) AS source, toString(person_key) AS key, run_id AS run,
           toFloat64(toUnixTimestamp64Milli(due_at)) AS at
         FROM ${candidates("run", "waiting", `${active} AND ${isDue}`)}
         WHERE status = 'waiting' AND ${isDue} ORDER BY at LIMIT {most:UInt32}`,
        { journeys, now: until, most },
      ),
    toSend: (journeys, now, most) =>
      read<MessageRow>(
        candidates("message", "intended", `${active} AND ${isDue}`),
        `WHERE row.status = 'intended' AND row.due_at <= fromUnixTimestamp64Milli({now:Int64}, 'UTC')
         ORDER BY row.due_at, row.message_id LIMIT {most:UInt32}`,
        { journeys, now, most },
      ),
    leftBehind: (generation) =>
      read<MessageRow>(
        candidates("message", "attempted", "generation < {generation:UInt64}"),
        "WHERE row.status = 'attempted' AND row.generation < {generation:UInt64}",
        { generation },
      ),
  };
}

const NAMES = Object.keys(COLUMNS) as readonly (keyof typeof COLUMNS)[];

/** `state` stands as an object: ClickHouse keeps its text, and quotes need not be escaped twice. */
function writeRow(row: JournalRow): string {
  const told: Readonly<Record<string, unknown>> = { ...row };
  return JSON.stringify(NAMES.map((name) => told[name] ?? ABSENT[name] ?? null));
}

function readRow(row: Record<string, unknown>): unknown {
  return {
    ...row,
    isGuest: row.isGuest === "true",
    isControl: row.isControl === "true",
    goalAt: row.goalAt ?? undefined,
    state: JSON.parse(String(row.state)),
  };
}
