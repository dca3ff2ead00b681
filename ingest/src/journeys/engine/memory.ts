import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** Of `looked source/journey segment` the moment at which the segment was looked at last, epoch milliseconds. */
export type Remembered =
  | "generation"
  | "beat"
  | "cursor"
  | "sender"
  | `looked ${string}`
  | `mailbox ${string}`;

/** What the engine remembers from one start to the next. */
export interface Memory {
  read(name: Remembered): Promise<string | undefined>;
  write(name: Remembered, value: string): Promise<void>;
}

export function engineMemory(warehouse: Pick<Warehouse, "query" | "insert">): Memory {
  const last = async (name: Remembered) => {
    const [row] = await warehouse.query<{ value: string; version: number }>(
      `SELECT value, toFloat64(version) AS version FROM ${DATABASE}.journey_engine
       WHERE name = {name:String} ORDER BY journey_engine.version DESC LIMIT 1`,
      { name },
    );
    return row;
  };
  return {
    read: async (name) => (await last(name))?.value,
    async write(name, value) {
      const version = ((await last(name))?.version ?? 0) + 1;
      await warehouse.insert(
        "journey_engine",
        ["name", "value", "version"],
        [JSON.stringify([name, value, version])],
      );
    },
  };
}
