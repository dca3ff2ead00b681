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
   *
   * @throws {WarehouseError} `CLOSED` once the warehouse is being closed
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
  const { createChdbConnection, drainPending } = await loadEngine();
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
  const open = new Set<{ close(): Promise<void> }>();
  let closing = false;
  const openSession = () => {
    refuseWhen(closing);
    const connection = createChdbConnection({ path: folder });
    const close = connection.close.bind(connection);
    connection.close = () => {
      open.delete(connection);
      return close();
    };
    open.add(connection);
    return createClient({ connection: connection as never });
  };
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

  const running = new Set<Promise<unknown>>();
  const run = async <Outcome>(task: () => Promise<Outcome>): Promise<Outcome> => {
    refuseWhen(closing);
    const outcome = task().catch((error) => {
      throw toWarehouseError(error);
    });
    running.add(outcome);
    try {
      return await outcome;
    } finally {
      running.delete(outcome);
    }
  };

  return {
    openSession,
    insert: (table, columns, rows) =>
      run(async () => {
        const session = await take();
        try {
          await session.command({ query: insertStatement(table, columns, rows) });
        } finally {
          give(session);
        }
      }),
    command: (statement) =>
      run(async () => {
        await main.command({ query: statement });
      }),
    query: <Row>(select: string, params?: Record<string, unknown>) =>
      run(async () => {
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
        } finally {
          await session.close();
        }
      }),
    async ping() {
      return (await main.ping()).success;
    },
    async close() {
      closing = true;
      await Promise.allSettled(running);
      await Promise.all([...open].map((connection) => connection.close()));
      // While any statement runs, a session that was closed still holds the engine. A process that exits then
      // can die of SIGSEGV: the engine deletes merged parts after parts of itself are gone.
      await drainPending();
    },
  };
}

/** A session that is opened after the last one was closed would start the engine again. */
function refuseWhen(closing: boolean): void {
  if (closing) throw new WarehouseError("The engine is closed: the process is stopping.", "CLOSED", true);
}

async function loadEngine() {
  try {
    const { createChdbConnection } = await import("chdb/connection");
    const { drainPending } = await import("chdb");
    return { createChdbConnection, drainPending };
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
