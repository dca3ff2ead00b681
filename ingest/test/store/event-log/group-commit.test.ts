import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { EventLogUnavailableError } from "../../../src/store/event-log/event-log.js";
import { groupCommit } from "../../../src/store/event-log/group-commit.js";
import type { TableTargets } from "../../../src/store/event-log/store-group.js";
import { type RowText, type Warehouse, WarehouseError } from "../../../src/store/warehouse/warehouse.js";
import { describeEventLog } from "../../contract/event-log.js";

const targets: TableTargets = {
  events: { table: "numbers", columns: ["n"] },
  deadLetters: { table: "letters", columns: ["row", "reason"] },
  toDeadLetter: (row, reason) => JSON.stringify([row, reason]),
};
const row = (n: unknown) => JSON.stringify([n]);

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-group-commit-"));
  warehouse = await openFolderWarehouse(folder);
  await warehouse.command("CREATE TABLE numbers (n UInt32) ENGINE = MergeTree ORDER BY n");
  await warehouse.command("CREATE TABLE letters (row String, reason String) ENGINE = MergeTree ORDER BY row");
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const stored = async (from: number, until: number) =>
  (
    await warehouse.query<{ n: number }>(
      "SELECT n FROM numbers WHERE n >= {from:UInt32} AND n < {until:UInt32} ORDER BY n",
      { from, until },
    )
  ).map(({ n }) => n);

/** The real warehouse, with what was inserted when. */
function watched(onInsert?: (table: string, rows: readonly RowText[]) => Promise<void> | void) {
  const inserts: { table: string; rows: number }[] = [];
  const watching: Warehouse = {
    ...warehouse,
    async insert(table, columns, rows) {
      inserts.push({ table, rows: rows.length });
      await onInsert?.(table, rows);
      await warehouse.insert(table, columns, rows);
    },
  };
  return { inserts, watching };
}

describe("groupCommit", () => {
  it("stores requests that arrive together with one insert, and answers each after it", async () => {
    const { inserts, watching } = watched();
    const log = groupCommit(watching, targets);
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => log.append({ events: [row(n)], people: [], deadLetters: [] })),
    );
    expect(inserts).toEqual([{ table: "numbers", rows: 50 }]);
    expect(await stored(0, 100)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    await log.close();
  });

  it("closes a group at its limit of rows", async () => {
    const { inserts, watching } = watched();
    const log = groupCommit(watching, targets, { maxGroupRows: 10, lingerMs: 1000 });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        log.append({ events: [row(100 + n)], people: [], deadLetters: [] }),
      ),
    );
    expect(inserts.map(({ rows }) => rows)).toEqual([10, 10]);
    await log.close();
  });

  it("finds the rows the engine refuses and stores all the others", async () => {
    const log = groupCommit(warehouse, targets);
    const events = Array.from({ length: 100 }, (_, n) => row(n === 13 || n === 77 ? `bad ${n}` : 200 + n));
    await Promise.all(events.map((event) => log.append({ events: [event], people: [], deadLetters: [] })));
    expect(await stored(200, 300)).toEqual(
      Array.from({ length: 100 }, (_, n) => 200 + n).filter((n) => n !== 213 && n !== 277),
    );
    const letters = await warehouse.query<{ row: string; reason: string }>(
      "SELECT * FROM letters ORDER BY row",
    );
    expect(letters.map((letter) => letter.row)).toEqual(['["bad 13"]', '["bad 77"]']);
    expect(letters[0]?.reason).toContain("bad 13");
    await log.close();
  });

  it("acknowledges nothing of a group that could not be stored, and goes on with the next", async () => {
    let full = true;
    const { watching } = watched(() => {
      if (full) throw new WarehouseError("No space left on device", "NOT_ENOUGH_SPACE", true);
    });
    const log = groupCommit(watching, targets);
    const refused = await Promise.allSettled([
      log.append({ events: [row(400)], people: [], deadLetters: [] }),
      log.append({ events: [row(401)], people: [], deadLetters: [] }),
    ]);
    for (const result of refused) {
      expect(result).toMatchObject({ status: "rejected", reason: expect.any(EventLogUnavailableError) });
      expect((result as PromiseRejectedResult).reason.retryAfterSeconds).toBeGreaterThan(0);
    }
    full = false;
    await log.append({ events: [row(402)], people: [], deadLetters: [] });
    expect(await stored(400, 500)).toEqual([402]);
    await log.close();
  });

  it("refuses what would go over its bound, and takes more when some is stored", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { watching } = watched(() => held);
    const log = groupCommit(watching, targets, { maxPendingChars: 10, lingerMs: 0 });
    const first = log.append({ events: [row(500), row(501)], people: [], deadLetters: [] });
    expect(log.unavailable()).toBeDefined();
    await expect(log.append({ events: [row(502)], people: [], deadLetters: [] })).rejects.toThrow(
      EventLogUnavailableError,
    );
    release();
    await first;
    expect(log.unavailable()).toBeUndefined();
    await log.append({ events: [row(503)], people: [], deadLetters: [] });
    expect(await stored(500, 600)).toEqual([500, 501, 503]);
    await log.close();
  });

  it("stores what it took before it closes, and takes nothing after", async () => {
    const log = groupCommit(warehouse, targets, { lingerMs: 60_000 });
    const taken = log.append({
      events: [row(600)],
      people: [],
      deadLetters: [JSON.stringify(["late", "reason"])],
    });
    await log.close();
    await taken;
    expect(await stored(600, 700)).toEqual([600]);
    await expect(log.append({ events: [row(601)], people: [], deadLetters: [] })).rejects.toThrow("closed");
    expect(log.unavailable()?.message).toContain("closed");
  });
});

describeEventLog("groupCommit", async () => {
  await warehouse.command("CREATE TABLE text_events (text String) ENGINE = MergeTree ORDER BY tuple()");
  await warehouse.command("CREATE TABLE text_letters (text String) ENGINE = MergeTree ORDER BY tuple()");
  let refusing = false;
  const { watching } = watched(() => {
    if (refusing) throw new WarehouseError("No space left on device", "NOT_ENOUGH_SPACE", true);
  });
  const rowsOf = async (table: string) =>
    (await warehouse.query<{ text: string }>(`SELECT text FROM ${table}`)).map(({ text }) =>
      JSON.stringify([text]),
    );
  return {
    open: (options) =>
      groupCommit(
        watching,
        {
          events: { table: "text_events", columns: ["text"] },
          deadLetters: { table: "text_letters", columns: ["text"] },
          toDeadLetter: (text) => text,
        },
        options,
      ),
    stored: async () => ({ events: await rowsOf("text_events"), deadLetters: await rowsOf("text_letters") }),
    setRefusing: (next) => {
      refusing = next;
    },
    close: async () => {},
  };
});
