import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Warehouse, WarehouseError } from "../../src/store/warehouse/warehouse.js";

export interface WarehouseUnderTest {
  readonly warehouse: Warehouse;
  /** Runs a statement that makes what the suite reads, by whichever way may write. */
  prepare(statement: string): Promise<void>;
  close(): Promise<void>;
}

const TABLE = "contract_rows";
const PREPARATION = [
  `DROP TABLE IF EXISTS safar.${TABLE}`,
  `CREATE TABLE safar.${TABLE} (id UInt32, text String, amount Nullable(Decimal(38, 6)), at DateTime64(3, 'UTC'))
   ENGINE = MergeTree ORDER BY id`,
  `INSERT INTO safar.${TABLE} VALUES (1, 'سفر', 0.1, '2024-03-21 00:00:00.123'), (2, 'it''s', NULL, '1970-01-01 00:00:00')`,
];

const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => {
      throw new Error("It went through.");
    },
    (error: unknown) => error as WarehouseError,
  );

/** What every adapter of the warehouse port does; the half that reads. */
export function describeReading(name: string, open: () => Promise<WarehouseUnderTest>): void {
  describe(`${name} reads`, () => {
    let opened: WarehouseUnderTest;
    let warehouse: Warehouse;
    beforeAll(async () => {
      opened = await open();
      warehouse = opened.warehouse;
      for (const statement of PREPARATION) await opened.prepare(statement);
    });
    afterAll(async () => {
      await opened.prepare(`DROP TABLE safar.${TABLE}`);
      await opened.close();
    });

    it("answers a ping", async () => {
      expect(await warehouse.ping()).toBe(true);
    });

    it("gives rows as objects, tables of the database safar by their bare names", async () => {
      expect(
        await warehouse.query(`SELECT id, text, toString(amount) AS amount, at FROM ${TABLE} ORDER BY id`),
      ).toEqual([
        { id: 1, text: "سفر", amount: "0.1", at: "2024-03-21 00:00:00.123" },
        { id: 2, text: "it's", amount: null, at: "1970-01-01 00:00:00.000" },
      ]);
    });

    it("gives no rows as an empty list", async () => {
      expect(await warehouse.query(`SELECT id FROM ${TABLE} WHERE id > 2`)).toEqual([]);
    });

    it.each([
      ["String", "a'b\\c\td\ne {x:String} -- ; سفر", undefined],
      ["String", "", undefined],
      ["UInt8", 255, undefined],
      ["Int64", -42, undefined],
      ["Float64", 0.1, undefined],
      ["Bool", true, undefined],
      ["Nullable(String)", null, undefined],
      ["Array(String)", ["a'b", "c\\d", ""], undefined],
      ["DateTime64(3, 'UTC')", "2024-03-21 10:20:30.123", "2024-03-21 10:20:30.123"],
      ["Decimal(38, 6)", "0.000001", 0.000001],
    ])("fills a parameter of type %s with %o", async (type, value, given) => {
      expect(await warehouse.query(`SELECT {x:${type}} AS x`, { x: value })).toEqual([{ x: given ?? value }]);
    });

    it("keeps the parameters of questions apart that are asked at once", async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => warehouse.query("SELECT {x:UInt32} AS x", { x: i })),
      );
      expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => [{ x: i }]));
    });

    it("gives a long answer whole", async () => {
      const rows = await warehouse.query<{ number: number }>("SELECT number FROM numbers(100000)");
      expect(rows).toHaveLength(100_000);
      expect(rows.at(-1)).toEqual({ number: 99_999 });
    });

    it("fails with ClickHouse's name of the error", async () => {
      const error = await failure(warehouse.query("SELECT nope"));
      expect(error).toBeInstanceOf(WarehouseError);
      expect(error.type).toBe("UNKNOWN_IDENTIFIER");
      expect(error.message).toContain("nope");
    });

    it("fails as a whole when a question fails in its middle, and answers the next one with its own rows", async () => {
      const error = await failure(
        warehouse.query("SELECT throwIf(number = 500000) AS x FROM numbers(1000000)"),
      );
      expect(error.type).toBe("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO");
      expect(await warehouse.query("SELECT 1 AS x")).toEqual([{ x: 1 }]);
    });
  });
}

/** What every adapter of the warehouse port does; the half that writes. */
export function describeWriting(name: string, open: () => Promise<WarehouseUnderTest>): void {
  describe(`${name} writes`, () => {
    let opened: WarehouseUnderTest;
    let warehouse: Warehouse;
    beforeAll(async () => {
      opened = await open();
      warehouse = opened.warehouse;
      for (const statement of PREPARATION.slice(0, 2)) await warehouse.command(statement);
    });
    afterAll(async () => {
      await warehouse.command(`DROP TABLE safar.${TABLE}`);
      await opened.close();
    });
    const ids = async () =>
      (await warehouse.query<{ id: number }>(`SELECT id FROM ${TABLE} ORDER BY id`)).map(({ id }) => id);

    it("stores rows in the order of the columns named", async () => {
      const text = "a\u0000b \"quoted\" 'single' \\ line\nbreak سفر 😀";
      await warehouse.insert(
        TABLE,
        ["at", "text", "id"],
        [
          JSON.stringify(["2024-03-21 00:00:00.123", text, 10]),
          JSON.stringify([1000, "x".repeat(100_000), 11]),
        ],
      );
      expect(await warehouse.query(`SELECT id, text, amount, at FROM ${TABLE} WHERE id = 10`)).toEqual([
        { id: 10, text, amount: null, at: "2024-03-21 00:00:00.123" },
      ]);
      expect(await warehouse.query(`SELECT length(text) AS n, at FROM ${TABLE} WHERE id = 11`)).toEqual([
        { n: 100_000, at: "1970-01-01 00:00:01.000" },
      ]);
    });

    it("stores all rows or none, and says that an unfit one stays unfit", async () => {
      const before = await ids();
      const good = Array.from({ length: 500 }, (_, i) => JSON.stringify([1_000 + i]));
      const error = await failure(warehouse.insert(TABLE, ["id"], [...good, '["no number"]', "[5000]"]));
      expect(error).toBeInstanceOf(WarehouseError);
      expect(error.retryable).toBe(false);
      expect(await ids()).toEqual(before);
    });

    it("stores inserts that run at once, each whole", async () => {
      const before = await ids();
      await Promise.all(
        Array.from({ length: 10 }, (_, group) =>
          warehouse.insert(
            TABLE,
            ["id"],
            Array.from({ length: 100 }, (_row, i) => `[${2_000 + group * 100 + i}]`),
          ),
        ),
      );
      expect((await ids()).length).toBe(before.length + 1_000);
    });

    it("fails with a table's name when there is none such", async () => {
      const error = await failure(warehouse.insert("no_such_table", ["id"], ["[1]"]));
      expect([error.type, error.message]).toEqual([
        "UNKNOWN_TABLE",
        expect.stringContaining("no_such_table"),
      ]);
    });

    it("fails with ClickHouse's name of the error for a command", async () => {
      expect((await failure(warehouse.command("CREATE TABLE safar.half ("))).type).toBe("SYNTAX_ERROR");
    });
  });
}
