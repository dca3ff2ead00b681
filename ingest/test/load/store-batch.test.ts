import { describe, expect, it } from "vitest";
import { addRows, newBatch } from "../../src/load/batch.js";
import { NOTHING_ASSIGNED } from "../../src/load/offsets.js";
import { storeBatch } from "../../src/load/store-batch.js";
import { WarehouseError } from "../../src/store/warehouse/warehouse.js";

const COLUMNS = "message_id,user_id";
const broker = { send: async () => {} };

function batchOf(rows: readonly (readonly [partition: number, row: string])[]) {
  const batch = newBatch(NOTHING_ASSIGNED);
  for (const [partition, row] of rows) addRows(batch, { kind: "events", partition }, COLUMNS, row, 1);
  return batch;
}

describe("storing a batch", () => {
  it("has two inserts under way at once, and the rows of a partition in one of them, in their order", async () => {
    const inserts: string[][] = [];
    let begin = () => {};
    const bothBegan = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const warehouse = {
      async insert(_table: string, _columns: readonly string[], rows: readonly (string | Buffer)[]) {
        inserts.push(rows.map(String));
        if (inserts.length === 2) begin();
        await bothBegan;
      },
    };
    const batch = batchOf(Array.from({ length: 40 }, (_, at) => [at % 4, `${at % 4}-${at}`]));
    await storeBatch({ warehouse, broker }, batch);
    expect(inserts.map((rows) => rows.length)).toEqual([20, 20]);
    for (let partition = 0; partition < 4; partition++) {
      const own = inserts.map((rows) => rows.filter((row) => row.startsWith(`${partition}-`)));
      const expected = Array.from({ length: 10 }, (_, at) => `${partition}-${at * 4 + partition}`);
      expect(own.filter((rows) => rows.length > 0)).toEqual([expected]);
    }
  });

  it("parts a message of several rows to find the one that is refused, and keeps the order of the others", async () => {
    const stored: string[] = [];
    const sent: string[] = [];
    const warehouse = {
      async insert(_table: string, _columns: readonly string[], rows: readonly (string | Buffer)[]) {
        const lines = rows.flatMap((text) => String(text).split("\n"));
        if (lines.some((line) => line.includes("unfit")))
          throw new WarehouseError("no time", "CANNOT_PARSE_DATETIME", false);
        stored.push(...lines);
      },
    };
    const batch = newBatch(NOTHING_ASSIGNED);
    const message = (texts: readonly string[]) =>
      addRows(
        batch,
        { kind: "events", partition: 0 },
        COLUMNS,
        Buffer.from(texts.map((text) => JSON.stringify([text, "u"])).join("\n")),
        texts.length,
      );
    message(["a", "b", "unfit", "c", "d"]);
    message(["e"]);
    expect(batch.rows).toBe(6);
    const letters = {
      send: async (rows: readonly { row: string }[]) => void sent.push(...rows.map((r) => r.row)),
    };
    expect(await storeBatch({ warehouse, broker: letters }, batch)).toBe(1);
    expect(stored.map((row) => JSON.parse(row)[0])).toEqual(["a", "b", "c", "d", "e"]);
    expect(sent).toEqual([expect.stringContaining("no time")]);
    expect(JSON.parse(sent[0]!)).toContain("unfit");
  });

  it("fails only when no insert of it is under way any more", async () => {
    let underWay = 0;
    let later = () => {};
    const warehouse = {
      async insert(_table: string, _columns: readonly string[], rows: readonly (string | Buffer)[]) {
        underWay += 1;
        if (rows[0] === "odd") await new Promise<void>((resolve) => (later = resolve));
        underWay -= 1;
        if (rows[0] === "even") throw new WarehouseError("gone", "NETWORK_ERROR", true);
      },
    };
    const outcome = storeBatch(
      { warehouse, broker },
      batchOf([
        [0, "even"],
        [1, "odd"],
      ]),
    ).catch((error: Error) => ({ message: error.message, underWay }));
    const first = await Promise.race([outcome, new Promise((resolve) => setTimeout(resolve, 20, "waits"))]);
    expect(first).toBe("waits");
    later();
    expect(await outcome).toEqual({ message: "gone", underWay: 0 });
  });
});
