import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** What the engine holds still, so that it can be copied while it goes on. */
export interface Frozen {
  readonly name: string;
  readonly tables: readonly FrozenTable[];
}

export interface FrozenTable {
  readonly table: string;
  /** The statement that makes it. */
  readonly create: string;
  /** Folder of its parts; undefined when it has none, as what is only derived. */
  readonly folder: string | undefined;
}

/** The engine writes any character but letters, digits and _ otherwise into the folder's name. */
const PREFIX = "safar_backup_";

/** The hold that an address names. */
const HOLD = {
  type: "object",
  properties: { name: { type: "string", pattern: `^${PREFIX}[0-9a-f]{32}$` } },
};

/**
 * Holds every table's parts by hard links, which cost no space and no time. All that was acknowledged before is among
 * them, since it stood on the disk before it was acknowledged.
 */
export async function freeze(
  warehouse: Pick<Warehouse, "query" | "command">,
  folder: string,
): Promise<Frozen> {
  const name = `${PREFIX}${randomUUID().replaceAll("-", "")}`;
  // Views that write into tables stand behind the tables: they are made last.
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
      // …/store/abc/abcdef01-…/ : the table's own two folders
      const own = paths[0]?.split("/").filter(Boolean).slice(-2).join("/") ?? "";
      return {
        table,
        create,
        // A view's path is that of the table it writes into.
        folder: stored && held.includes(own) ? join(folder, "shadow", name, "store", own) : undefined,
      };
    }),
  };
}

/** Lets go of what a backup held. */
export async function unfreeze(folder: string, name: string): Promise<void> {
  if (!/^safar_backup_[\da-f]{32}$/.test(name)) throw new Error(`${name} is no backup's hold.`);
  await rm(join(folder, "shadow", name), { recursive: true, force: true });
}

/** Lets go of what backups held that did not end. */
export async function unfreezeAll(folder: string): Promise<void> {
  const names = await readdir(join(folder, "shadow")).catch(() => []);
  for (const name of names) if (name.startsWith(PREFIX)) await unfreeze(folder, name);
}

/** `POST /operator/freeze` holds the tables still, `DELETE /operator/freeze/NAME` lets them go. */
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
