import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** Frozen tables: their parts can be copied while the engine keeps writing. */
export interface Frozen {
  readonly name: string;
  readonly tables: readonly FrozenTable[];
}

export interface FrozenTable {
  readonly table: string;
  /** The CREATE statement. */
  readonly create: string;
  /** Folder of its parts; undefined when it has none, such as a materialized view. */
  readonly folder: string | undefined;
}

/** Only letters, digits and _: the engine escapes other characters in the folder's name. */
const PREFIX = "safar_backup_";

/** Path parameter: the name of a freeze. */
const HOLD = {
  type: "object",
  properties: { name: { type: "string", pattern: `^${PREFIX}[0-9a-f]{32}$` } },
};

/**
 * Keeps every table's parts with hard links, which cost almost no space or time. They include every event acknowledged
 * before, because events are on disk before they are acknowledged.
 */
export async function freeze(
  warehouse: Pick<Warehouse, "query" | "command">,
  folder: string,
): Promise<Frozen> {
  const name = `${PREFIX}${randomUUID().replaceAll("-", "")}`;
  // Views that write into tables come after the tables, so that a restore creates them last.
  const tables = await warehouse.query<{ table: string; create: string; paths: string[]; stored: number }>(
    `SELECT name AS table, create_table_query AS create, data_paths AS paths, engine LIKE '%MergeTree' AS stored
     FROM system.tables WHERE database = '${DATABASE}' AND (stored OR engine = 'MaterializedView')
     ORDER BY stored DESC, name`,
  );
  for (const { table } of tables.filter(({ stored }) => stored))
    await warehouse.command(`ALTER TABLE ${table} FREEZE WITH NAME '${name}'`);
  const held = await readdir(join(folder, "shadow", name, "store"), { recursive: true }).catch(
    (): string[] => [],
  );
  return {
    name,
    tables: tables.map(({ table, create, paths, stored }) => {
      // …/store/abc/abcdef01-…/ : the table's two folders
      const own = paths[0]?.split("/").filter(Boolean).slice(-2).join("/") ?? "";
      return {
        table,
        create,
        // A view has the path of the table it writes into.
        folder: stored && held.includes(own) ? join(folder, "shadow", name, "store", own) : undefined,
      };
    }),
  };
}

/** Deletes a backup's hard links. */
export async function unfreeze(folder: string, name: string): Promise<void> {
  if (!/^safar_backup_[\da-f]{32}$/.test(name)) throw new Error(`${name} is not the name of a freeze.`);
  await rm(join(folder, "shadow", name), { recursive: true, force: true });
}

/** Deletes the hard links of backups that were interrupted. */
export async function unfreezeAll(folder: string): Promise<void> {
  const names = await readdir(join(folder, "shadow")).catch(() => []);
  for (const name of names) if (name.startsWith(PREFIX)) await unfreeze(folder, name);
}

/** `POST /operator/freeze` freezes the tables, `DELETE /operator/freeze/NAME` unfreezes them. */
export function freezeRoutes(
  warehouse: Pick<Warehouse, "query" | "command">,
  folder: string,
): (app: FastifyInstance) => void {
  return (app) => {
    app.post("/freeze", async () => ({ data: folder, ...(await freeze(warehouse, folder)) }));
    app.delete<{ Params: { name: string } }>(
      "/freeze/:name",
      { schema: { params: HOLD } },
      async ({ params }, reply) => {
        await unfreeze(folder, params.name);
        return reply.status(204).send();
      },
    );
  };
}
