import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckpointState, NO_ROWS, openCheckpoint } from "../../src/import/checkpoint.js";
import { createRejectedFile } from "../../src/import/rejected-file.js";
import { createRepeatFinder } from "../../src/import/repeated-ids.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-checkpoint-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a checkpoint", () => {
  const file = { bytes: 10, sha256: "aa" };
  const state: CheckpointState = {
    counts: { ...NO_ROWS, rows: 5, orders: 5, sent: { "Order Completed": 5 } },
    rejectedBytes: 0,
  };

  test("is found again for the same file and options, and for no others", async () => {
    await openCheckpoint(folder, file, ["shop"]).write(state);
    expect(await openCheckpoint(folder, file, ["shop"]).read()).toEqual(state);
    expect(await openCheckpoint(folder, { ...file, sha256: "bb" }, ["shop"]).read()).toBeUndefined();
    expect(await openCheckpoint(folder, { ...file, bytes: 11 }, ["shop"]).read()).toBeUndefined();
    expect(await openCheckpoint(folder, file, ["other shop"]).read()).toBeUndefined();
  });

  test("is gone after the import came to its end", async () => {
    const checkpoint = openCheckpoint(folder, file, ["ended"]);
    await checkpoint.write(state);
    await checkpoint.clear();
    expect(await checkpoint.read()).toBeUndefined();
    await checkpoint.clear();
  });
});

describe("the file of rejected rows", () => {
  test("holds each row with its number and reason, and can be cut back to a checkpoint", async () => {
    const path = join(folder, "orders.rejected.csv");
    const first = createRejectedFile(path, ["id", "note"]);
    await first.add(3, ["", 'a,"b"'], "it has no order id");
    const kept = first.bytes;
    await first.add(4, ["", "lost"], "it has no order id");
    await first.close();

    const resumed = createRejectedFile(path, ["id", "note"], kept);
    await resumed.add(5, ["", "c"], "it has no order id");
    await resumed.close();
    expect(await readFile(path, "utf8")).toBe(
      '"id","note","row","reason"\n,"a,""b""",3,"it has no order id"\n,"c",5,"it has no order id"\n',
    );
  });

  test("is not made when nothing is rejected", async () => {
    const path = join(folder, "none.csv");
    await createRejectedFile(path, ["id"]).close();
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });

  test("that can't be written says which option helps", async () => {
    await writeFile(join(folder, "a-file"), "");
    const rejected = createRejectedFile(join(folder, "a-file", "x.csv"), ["id"]);
    await expect(rejected.add(1, [""], "why")).rejects.toThrow("--rejected");
  });
});

test("repeated ids are found among the latest ones, in bounded memory", () => {
  const seen = createRepeatFinder(2);
  const isRepeated = (id: string) => {
    const had = seen.has(id);
    if (!had) seen.add(id);
    return had;
  };
  expect(["a", "b", "a", "c", "d", "e", "a"].map(isRepeated)).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
    false,
  ]);
});
