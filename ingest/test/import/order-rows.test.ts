import { describe, expect, test } from "vitest";
import { type Mapping, placeMapping } from "../../src/import/mapping.js";
import { orderRows } from "../../src/import/order-rows.js";
import { profileFile } from "../../src/import/profile.js";
import type { TableFile, TableRow } from "../../src/import/table.js";

const COLUMNS = ["order", "customer", "at", "product", "price", "pieces"];
const MAPPING: Mapping = {
  event: "Order Completed",
  columns: { orderId: "order", customer: "customer", time: "at", productName: "product", price: "price" },
  timeZone: "UTC",
  where: [],
  guests: "skip",
};
const placed = placeMapping(MAPPING, COLUMNS);

async function groups(lines: readonly string[]) {
  const rows: TableRow[] = lines.map((line, index) => ({
    number: index + 1,
    fields: line.split(";"),
    fraction: 1,
  }));
  async function* all() {
    yield* rows;
  }
  const file = { columns: COLUMNS, rows: all } as unknown as TableFile;
  const { isScattered } = await profileFile(file, placed);
  const found: number[][] = [];
  for await (const group of orderRows(all(), placed, isScattered)) {
    found.push(group.rows.map(({ number }) => number));
  }
  return { found, isScattered };
}

describe("the rows of an order", () => {
  test("stand under each other, the order's fields on the first alone or on each", async () => {
    expect(
      await groups(["1;a;2025-03-01;Tea;5;1", "1;;;Pot;20;1", ";;;Cup;3;2", "2;b;2025-03-01;Tea;5;1"]),
    ).toEqual({
      found: [[1, 2, 3], [4]],
      isScattered: false,
    });
  });

  test("are put together where other orders lie between them", async () => {
    expect(await groups(["1;a;x;Tea;5;1", "2;b;x;Tea;5;1", "1;a;x;Pot;9;1"])).toEqual({
      found: [[1, 3], [2]],
      isScattered: true,
    });
  });

  test("a row without an order's id that tells of a customer is none of them", async () => {
    expect((await groups(["1;a;x;Tea;5;1", ";b;x;Tea;5;1"])).found).toEqual([[1], [2]]);
  });
});
