import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

/** What a warehouse holds in the end. */
export interface Outcome {
  /** Message ids of the events, as analysts see them, sorted. */
  readonly messageIds: readonly string[];
  /** Of each dead letter its code and its message id, sorted. */
  readonly deadLetters: readonly string[];
  /** Every figure, of all time, by month. */
  readonly figures: Readonly<Record<string, readonly unknown[]>>;
}

const RANGE = "source = 'shop', since = '2020-01-01', until = '2040-01-01', time_zone = 'America/New_York'";
const FIGURES = {
  repeat: `SELECT * FROM repeat_customer_rate(${RANGE})`,
  frequency: `SELECT * FROM purchase_frequency(${RANGE})`,
  average: `SELECT * FROM average_order_value(${RANGE}) ORDER BY currency`,
  value: `SELECT * FROM customer_value(${RANGE}) ORDER BY currency`,
  customers: `SELECT * FROM customer_value_by_customer(${RANGE}) ORDER BY currency, customer_id`,
  retention: `SELECT * FROM retention_rate(${RANGE}, period = 'month') ORDER BY period_start`,
};

type Asked = Pick<Warehouse, "query">;

export async function readOutcome(warehouse: Asked): Promise<Outcome> {
  const events = await warehouse.query<{ message_id: string }>("SELECT message_id FROM events");
  const letters = await warehouse.query<{ letter: string }>(
    "SELECT concat(code, ' ', message_id) AS letter FROM dead_letters FINAL",
  );
  const figures: Record<string, unknown[]> = {};
  for (const [name, select] of Object.entries(FIGURES)) figures[name] = await warehouse.query(select);
  return {
    messageIds: events.map((row) => row.message_id).sort(),
    deadLetters: letters.map((row) => row.letter).sort(),
    figures,
  };
}

/** How many events and dead letters there are, and how many rows tell of them. */
export async function countRows(
  warehouse: Asked,
): Promise<{ events: number; deadLetters: number; rows: number }> {
  const [counted] = await warehouse.query<{ events: number; deadLetters: number; rows: number }>(
    "SELECT (SELECT toFloat64(count()) FROM events) AS events, " +
      "(SELECT toFloat64(count()) FROM dead_letters FINAL) AS deadLetters, " +
      "(SELECT toFloat64(count()) FROM event_rows) AS rows",
  );
  return counted!;
}
