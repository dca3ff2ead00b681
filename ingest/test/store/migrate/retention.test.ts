import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PERSON_TABLES } from "@safar/schemas";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { readConfig } from "../../../src/settings/config.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { applyRetention, retentionOf } from "../../../src/store/migrate/retention.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-retention-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const apply = (env: Record<string, string>) => applyRetention(warehouse, retentionOf(readConfig({ env })));
const ids = async () => {
  await warehouse.command("OPTIMIZE TABLE event_rows FINAL");
  const rows = await warehouse.query<{ id: string }>("SELECT message_id AS id FROM event_rows ORDER BY id");
  return rows.map(({ id }) => id);
};

it("keeps every table that tells of persons for as long as is set", () => {
  const tables = retentionOf(readConfig({ env: {} })).map(({ table }) => table);
  expect(tables.sort()).toEqual(PERSON_TABLES.map(({ table }) => table).sort());
});

it("keeps events for as long as is set, counted from their receipt, and changes a table only when it must", async () => {
  const daysAgo = (days: number) => Date.now() - days * 86_400_000;
  const received = (id: string, receivedAt: number) =>
    eventRow(
      { type: "track", event: "x", userId: "u", messageId: id, timestamp: "2015-01-01T00:00:00Z" },
      { sourceId: "shop", sourceCurrency: "EUR", receivedAt },
    );
  await warehouse.insert("event_rows", EVENT_COLUMNS, [
    received("old", daysAgo(31)),
    received("new", daysAgo(29)),
  ]);

  expect(await apply({})).toEqual([]);
  expect(await ids()).toEqual(["new", "old"]);
  expect(await apply({ SAFAR_KEEP_EVENTS_DAYS: "30" })).toEqual([
    "event_rows",
    "visit_parts",
    "joined_users",
    "predictions",
    "journey_rows",
    "journey_members",
  ]);
  expect(await ids()).toEqual(["new"]);
  expect(await apply({ SAFAR_KEEP_EVENTS_DAYS: "30" })).toEqual([]);
  expect(await apply({ SAFAR_KEEP_DEAD_LETTERS_DAYS: "7" })).toEqual([
    "event_rows",
    "visit_parts",
    "joined_users",
    "predictions",
    "journey_rows",
    "journey_members",
    "dead_letters",
  ]);
  const tables = await warehouse.query<{ name: string; engine: string }>(
    "SELECT name, engine_full AS engine FROM system.tables WHERE name IN ('event_rows', 'dead_letters') ORDER BY name",
  );
  // Each part is written anew without its old rows once in a tenth of that time, and not every four hours.
  expect(tables.map(({ engine }) => /merge_with_ttl_timeout = (\d+)/.exec(engine)?.[1])).toEqual([
    String(86_400),
    String(3 * 86_400),
  ]);
  expect(tables.map(({ engine }) => /toIntervalDay\((\d+)\)/.exec(engine)?.[1])).toEqual(["7", undefined]);
});
