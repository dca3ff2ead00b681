import type { Dirent } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PERSON_TABLES, TABLES_WITHOUT_PERSONS } from "@safar/schemas";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { DEAD_LETTER_COLUMNS, deadLetterRow } from "../../src/event/validate/dead-letter-row.js";
import { eraseRows } from "../../src/people/erase.js";
import { readErasures } from "../../src/people/erasures.js";
import { forget } from "../../src/people/forget.js";
import { rebuildJoinedUsers } from "../../src/people/identity/joined-users.js";
import { countRows } from "../../src/people/person-rows.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "../figures/refresh-visits.js";

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-people-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** Now: the engine drops letters that are older than their retention. */
const receipt = { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now() };
const storeEvents = (events: Record<string, unknown>[], receivedAt = receipt.receivedAt) =>
  warehouse.insert(
    "event_rows",
    EVENT_COLUMNS,
    events.map((event) =>
      eventRow({ type: "track", event: "x", ...event } as never, { ...receipt, receivedAt }),
    ),
  );
const storeLetters = (bodies: string[], source = "shop") =>
  warehouse.insert(
    "dead_letters",
    DEAD_LETTER_COLUMNS,
    bodies.map((body) => deadLetterRow(source, { code: "x", message: "x" }, receipt.receivedAt, "", body)),
  );

it("each table that keeps rows is known to tell of persons, or not to", async () => {
  const tables = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT IN ('View', 'MaterializedView')",
  );
  const known = [...PERSON_TABLES.map(({ table }) => table), ...Object.keys(TABLES_WITHOUT_PERSONS)];
  const unknown = tables.map(({ name }) => name).filter((name) => !known.includes(name));
  expect(unknown, "add these to schemas/src/person-tables.ts: safar forget must reach them").toEqual([]);
  expect(tables.length).toBeGreaterThanOrEqual(5);
});

it.each([
  ['{"userId":"ann"}', true],
  ['{"userId": "\\u0061nn","x":1}', true],
  ['{"userId":null,"anonymousId":"ann"}', true],
  ['{"type":"alias","userId":"bob","previousId":"ann"}', true],
  ['{"userId":"bob","anonymousId":"ann"}', false],
  ['{"userId":"bob","traits":{"name":"ann"}}', false],
  ['{"userId":" \u200eann\u200f"}', true],
  ['{"userId":"undefined","anonymousId":"ann"}', true],
  ['{"userId":"\\\\N","anonymousId":"ann"}', true],
  ['["shop","other","m1","ann"]', true],
  ['{"userId":"ann","properties":{"long":"cut he', true],
  ['{"properties":{"userId":"bob","note":"ann', false],
  ["ann", false],
])("a dead letter %s is Ann's: %s", async (body, hers) => {
  await storeLetters([body], `of ${body}`);
  const counts = await countRows(warehouse, [
    { source: `of ${body}`, labels: ["user/ann", "guest/ann"], links: [] },
  ]);
  expect(counts.dead_letters).toBe(hers ? 1 : 0);
});

it("an id in Persian digits in a letter is the same as in Latin ones", async () => {
  await storeLetters(['{"userId":"۰۹۱۲"}', '{"previousId":"٠٩١٢"}'], "digits");
  expect(
    (await countRows(warehouse, [{ source: "digits", labels: ["user/0912"], links: [] }])).dead_letters,
  ).toBe(2);
});

it("a numeric id in a letter is the same as its text", async () => {
  await storeLetters(['{"userId":1234567}'], "numbers");
  expect(
    (await countRows(warehouse, [{ source: "numbers", labels: ["user/1234567"], links: [] }])).dead_letters,
  ).toBe(1);
});

it("leaves no byte of an erased id on the disk, once the engine has removed what it replaced", {
  timeout: 180_000,
}, async () => {
  const id = "zaphod-beeblebrox-77";
  // The engine looks for parts to remove every 30 s; here more often.
  const often =
    "old_parts_lifetime = 1, cleanup_delay_period = 1, max_cleanup_delay_period = 1, cleanup_delay_period_random_add = 0";
  for (const { table } of PERSON_TABLES) {
    await warehouse.command(`ALTER TABLE ${table} MODIFY SETTING ${often}`);
    await warehouse.command(`DETACH TABLE ${table}`);
    await warehouse.command(`ATTACH TABLE ${table}`);
  }
  await storeEvents([
    { userId: id, messageId: `m-${id}`, properties: { id } },
    { userId: "other", messageId: "m-other" },
  ]);
  await refreshVisits(warehouse);
  await storeLetters([JSON.stringify({ userId: id })]);
  const filesWith = async (text: string) => {
    // The engine moves its folders while they are walked.
    const walk = (): Promise<Dirent[]> =>
      readdir(folder, { recursive: true, withFileTypes: true }).catch(walk);
    const names = await walk();
    const found: string[] = [];
    for (const name of names.filter((one) => one.isFile())) {
      const path = join(name.parentPath, name.name);
      const bytes = await readFile(path).catch(() => Buffer.alloc(0));
      if (bytes.includes(text)) found.push(path);
    }
    return found;
  };
  expect((await filesWith(id)).length).toBeGreaterThan(0);

  const erasures = await readErasures(warehouse);
  const steps = forget(
    { warehouse, erasures, settled: async () => {}, relink: () => rebuildJoinedUsers(warehouse) },
    { id, dryRun: false },
  );
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  expect(next.value.rows).toEqual({
    event_rows: 1,
    dead_letters: 1,
    visit_parts: expect.any(Number),
    joined_users: 0,
    predictions: 0,
    journey_rows: 0,
    journey_members: 0,
  });
  expect(next.value.rows.visit_parts).toBeGreaterThan(0);
  expect(JSON.stringify(next.value)).not.toContain(id);
  while ((await filesWith(id)).length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await warehouse.query("SELECT message_id FROM event_rows WHERE source_id = 'shop'")).toEqual([
    { message_id: "m-other" },
  ]);

  // What the table keeps knows the person again, also in another process.
  const again = await readErasures(warehouse);
  expect(again.erasedAt("shop", [`user/${id}`])).toBe(erasures.erasedAt("shop", [`user/${id}`]));
  expect(again.erasedAt("shop", ["user/other"])).toBeUndefined();
  expect(again.erasedAt("elsewhere", [`user/${id}`])).toBeUndefined();

  // And erases again what a loader brought later, but not what the person did after coming back.
  await storeEvents([{ userId: id, messageId: "late", timestamp: "2024-12-31T00:00:00Z" }]);
  await storeEvents([{ userId: id, messageId: "back" }], Date.now() + 60_000);
  await eraseRows(warehouse, again.salts, again.all(), { untilTheirTime: true });
  expect(
    await warehouse.query("SELECT message_id FROM event_rows WHERE source_id = 'shop' ORDER BY message_id"),
  ).toEqual([{ message_id: "back" }, { message_id: "m-other" }]);
});
