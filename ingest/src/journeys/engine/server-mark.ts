import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Memory } from "./memory.js";
import type { Sender } from "./sender.js";

/**
 * Whether this ClickHouse server is the one whose engine sends: the table remembers a mark that is the server's own and
 * the table's. A backup that is restored makes another table; a copy of a server's whole disk is not told apart.
 */
export function serverSender(warehouse: Pick<Warehouse, "query">): Sender {
  return {
    copied:
      "This ClickHouse is not the one whose journeys were carried out, such as a restored backup: they stand still. If it is the one to send from now on, run `safar journeys send-from-here --clickhouse <address>`",
    async maySend(memory) {
      const mark = await serverMark(warehouse);
      const known = await memory.read("sender");
      if (known === undefined) await memory.write("sender", mark);
      return (known ?? mark) === mark;
    },
  };
}

/** Lets the engine at this server send from its next look on. */
export async function letServerSend(warehouse: Pick<Warehouse, "query">, memory: Memory): Promise<void> {
  await memory.write("sender", await serverMark(warehouse));
}

async function serverMark(warehouse: Pick<Warehouse, "query">): Promise<string> {
  const [row] = await warehouse.query<{ mark: string }>(
    `SELECT concat(toString(serverUUID()), ' ', toString(uuid)) AS mark
     FROM system.tables AS made WHERE made.database = '${DATABASE}' AND made.name = 'journey_rows'`,
  );
  return row!.mark;
}
