import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { DATABASE, insertStatement, toWarehouseError } from "./statements.js";
import { type Warehouse, WarehouseError } from "./warehouse.js";

/** The embedded engine, and a door for those who need sessions of their own. */
export interface ChdbWarehouse extends Warehouse {
  /**
   * Opens one more session on the same data: its settings are its own, and its statements run beside
   * others (statements of one session wait for each other). The caller closes it.
   */
  openSession(): ClickHouseClient;
}

/** How many inserts may run at once, each in a session of its own. */
const INSERT_SESSIONS = 2;

/**
 * Opens ClickHouse inside this process on a data folder, and makes the folder when it is new.
 *
 * @param folder absolute path; one process at a time can hold it
 * @throws {WarehouseError} `ENGINE_MISSING` when npm left the optional package out, `DATA_FOLDER_IN_USE`
 *   when another process holds it, `DATA_FOLDER_UNUSABLE` when it can't be written
 */
export async function openChdbWarehouse(folder: string): Promise<ChdbWarehouse> {
  const createChdbConnection = await loadEngine();
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new WarehouseError(
      `The data folder ${folder} can't be made: ${error.message}. Choose another with --data or SAFAR_DATA.`,
      "DATA_FOLDER_UNUSABLE",
      false,
      { cause: error },
    );
  });
  // The engine declares the client's connection interface from a package of its own, so the two types
  // differ in name alone.
  const openSession = () => createClient({ connection: createChdbConnection({ path: folder }) as never });
  const main = await claim(folder, openSession);
  const inserters = await Promise.all(
    Array.from({ length: INSERT_SESSIONS }, async () => {
      const session = openSession();
      await session.command({ query: `USE ${DATABASE}` });
      return session;
    }),
  );
  const idle = [...inserters];
  const waiting: ((session: ClickHouseClient) => void)[] = [];
  const take = () => idle.pop() ?? new Promise<ClickHouseClient>((resolve) => waiting.push(resolve));
  const give = (session: ClickHouseClient) => {
    const next = waiting.shift();
    if (next) next(session);
    else idle.push(session);
  };

  return {
    openSession,
    async insert(table, columns, rows) {
      const session = await take();
      try {
        await session.command({ query: insertStatement(table, columns, rows) });
      } catch (error) {
        throw toWarehouseError(error);
      } finally {
        give(session);
      }
    },
    async command(statement) {
      await main.command({ query: statement }).catch((error) => {
        throw toWarehouseError(error);
      });
    },
    async query<Row>(select: string, params?: Record<string, unknown>) {
      // A session whose query failed in its middle gives the rest of that answer to its next query, so each
      // query has a session of its own; opening one takes about a millisecond.
      const session = openSession();
      try {
        await session.command({ query: `USE ${DATABASE}` });
        const result = await session.query({
          query: select,
          format: "JSONEachRow",
          ...(params ? { query_params: params } : {}),
        });
        return await result.json<Row>();
      } catch (error) {
        throw toWarehouseError(error);
      } finally {
        await session.close();
      }
    },
    async ping() {
      return (await main.ping()).success;
    },
    async close() {
      await Promise.all([main, ...inserters].map((session) => session.close()));
    },
  };
}

async function loadEngine() {
  try {
    const { createChdbConnection } = await import("chdb/connection");
    return createChdbConnection;
  } catch (error) {
    throw new WarehouseError(
      "The embedded engine is not installed: npm left the optional package `chdb` out. Run `npm install chdb`. " +
        "It exists for Linux and macOS, x64 and arm64.",
      "ENGINE_MISSING",
      false,
      { cause: error },
    );
  }
}

async function claim(folder: string, openSession: () => ClickHouseClient): Promise<ClickHouseClient> {
  let session: ClickHouseClient | undefined;
  try {
    session = openSession();
    await session.command({ query: `CREATE DATABASE IF NOT EXISTS ${DATABASE}` });
    await session.command({ query: `USE ${DATABASE}` });
    return session;
  } catch (error) {
    await session?.close();
    const holder = await holderOf(folder);
    if (holder !== undefined) {
      throw new WarehouseError(
        `The data folder ${folder} is in use by process ${holder}. Stop that one, or choose another folder with --data or SAFAR_DATA.`,
        "DATA_FOLDER_IN_USE",
        false,
        { cause: error },
      );
    }
    throw new WarehouseError(
      `The data folder ${folder} can't be used: ${(error as Error).message}. Check that it is writable and that its disk is not full.`,
      "DATA_FOLDER_UNUSABLE",
      false,
      { cause: error },
    );
  }
}

/** The living process that holds the folder: the engine writes its id into the file it locks. */
async function holderOf(folder: string): Promise<number | undefined> {
  const status = await readFile(join(folder, "status"), "utf8").catch(() => "");
  const holder = Number(/^PID: (\d+)$/m.exec(status)?.[1]);
  if (!holder || holder === process.pid) return undefined;
  try {
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? holder : undefined;
  }
}
