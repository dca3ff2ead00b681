import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";
import { describeReading, describeWriting } from "../contract/warehouse.js";

let folder: string;
let warehouse: ChdbWarehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-chdb-"));
  warehouse = await openChdbWarehouse(folder);
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

// One folder a process, so both halves share the engine.
const open = async () => ({
  warehouse,
  prepare: (statement: string) => warehouse.command(statement),
  close: async () => undefined,
});

describeReading("the embedded engine", open);
describeWriting("the embedded engine", open);
