import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { rebuildJoinedUsers } from "../../../src/people/identity/joined-users.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { readPrivateKeys, withIdentityKey } from "../../../src/store/migrate/private-keys.js";
import { schemaFolder } from "../../../src/store/migrate/schema-files.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { simulateShop } from "../../../src/try/demo/shop/simulate-shop.js";
import { refreshVisits } from "../../figures/refresh-visits.js";

/** The last migration before hashes had a key. */
const UNKEYED = "0007";

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-keyed-"));
  warehouse = await openFolderWarehouse(join(folder, "data"));
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

async function earlierSchema(): Promise<string> {
  const schemas = join(folder, "earlier");
  await cp(schemaFolder(), schemas, { recursive: true });
  for (const file of await readdir(join(schemas, "migrations")))
    if (file.slice(0, 4) > UNKEYED) await rm(join(schemas, "migrations", file));
  await rm(join(schemas, "views"), { recursive: true });
  await mkdir(join(schemas, "views/internal"), { recursive: true });
  return schemas;
}

const rows = () =>
  [...simulateShop({ seed: 5, customers: 40, days: 60, start: "2025-01-01" }).deliveries].map(
    ({ at, call, from }) =>
      eventRow(JSON.parse(JSON.stringify(call)), {
        sourceId: "shop",
        sourceCurrency: "EUR",
        receivedAt: at,
        keyKind: from,
      }),
  );
/** The columns that the earlier tables have, too. */
const columns = async () => {
  const known = await warehouse.query<{ name: string }>(
    "SELECT name FROM system.columns WHERE database = 'safar' AND table = 'event_rows'",
  );
  return EVENT_COLUMNS.map((name) => known.some((column) => column.name === name));
};

async function figures() {
  await rebuildJoinedUsers(warehouse);
  await refreshVisits(warehouse);
  const ask = (select: string) => warehouse.query<Record<string, unknown>>(select);
  const whole = "source = 'shop', since = '', until = '', time_zone = 'UTC'";
  return {
    orders: await ask("SELECT * FROM orders ORDER BY order_id"),
    customers: await ask("SELECT * FROM customers ORDER BY customer_id"),
    links: await ask("SELECT * FROM identity_links ORDER BY linked_id, is_anonymous_id"),
    visits: await ask(
      `SELECT count() AS visits, uniqExact(customer_key) AS people, sum(toUnixTimestamp64Milli(started_at)) AS began,
         groupBitOr(did) AS did FROM visits(${whole})`,
    ),
    erased: await ask("SELECT id_hash FROM erasures"),
  };
}

it("an earlier folder gets the key's hashes with its migrations, and every figure stays", async () => {
  await migrate(warehouse, await earlierSchema());
  const has = await columns();
  const kept = rows().map((row) => JSON.stringify((JSON.parse(row) as unknown[]).filter((_, at) => has[at])));
  const names = EVENT_COLUMNS.filter((_, at) => has[at]);
  await warehouse.insert("event_rows", names, kept);
  await warehouse.command("SYSTEM REFRESH VIEW safar.visit_parts_refresh");
  await warehouse.command("SYSTEM WAIT VIEW safar.visit_parts_refresh");
  await warehouse.insert(
    "erasures",
    ["source_id", "id_hash", "salt", "erased_at", "receipt"],
    [JSON.stringify(["shop", "a hash", "5a17", 1, "r"])],
  );
  const before = await warehouse.query<{ n: number }>("SELECT toUInt32(count()) AS n FROM visit_parts");
  expect(before[0]?.n).toBeGreaterThan(0);
  await migrate(warehouse);
  const upgraded = await figures();
  expect(upgraded.orders.length).toBeGreaterThan(10);
  expect((await readPrivateKeys(warehouse, "erasures"))[0]).toBe("5a17");

  const [key = ""] = await readPrivateKeys(warehouse, "persons");
  const keyed = withIdentityKey(
    `SELECT toUInt32(countIf(person_key != if(user_id = '', identityHash('guest', source_id, anonymous_id),
       identityHash('user', source_id, user_id)))) AS wrong, toUInt32(count()) AS all
     FROM event_rows WHERE kind IN ('order', 'identity', 'alias')`,
    key,
  );
  expect(await warehouse.query(keyed)).toEqual([{ wrong: 0, all: expect.any(Number) }]);
  const unkeyed = await warehouse.query(
    "SELECT toUInt32(countIf(person_key = sipHash64('user', source_id, user_id))) AS n FROM event_rows WHERE kind = 'order'",
  );
  expect(unkeyed).toEqual([{ n: 0 }]);

  await warehouse.command("DROP DATABASE safar SYNC");
  await migrate(warehouse);
  await warehouse.insert("event_rows", names, kept);
  expect(await readPrivateKeys(warehouse, "persons")).not.toEqual([key]);
  expect(await figures()).toEqual({ ...upgraded, erased: [] });
}, 180_000);

it("refunds of an earlier folder get the key's hashes, too: one that is told again is one", async () => {
  await warehouse.command("DROP DATABASE safar SYNC");
  await migrate(warehouse, schemaFolder(), 13);
  const tell = (messageId: string, event: string, properties: object) =>
    warehouse.insert("event_rows", EVENT_COLUMNS, [
      eventRow(
        { type: "track", userId: "ann", messageId, event, properties: { order_id: "o1", ...properties } },
        { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.UTC(2025, 0, 1) },
      ),
    ]);
  const refund = { refund_id: "r1", total: 3 };
  await tell("m1", "Order Completed", { revenue: 10 });
  await tell("m2", "Order Refunded", refund);
  const unkeyed = () =>
    warehouse.query(
      `SELECT toUInt32(countIf(bitAnd(money_stamp, 17592186044415) = bitShiftRight(sipHash64('id', refund_id), 20))) AS n
       FROM event_rows WHERE order_step = 'refunded'`,
    );
  expect(await unkeyed()).toEqual([{ n: 1 }]);
  await migrate(warehouse);
  expect(await unkeyed()).toEqual([{ n: 0 }]);
  await tell("m3", "Order Refunded", refund);
  expect(await unkeyed()).toEqual([{ n: 0 }]);
  expect(await warehouse.query("SELECT toFloat64(refunded) AS refunded FROM orders")).toEqual([
    { refunded: 3 },
  ]);
});

/** Hashes without a key on which nothing rests that a stranger could gain by; found in all others that tables and views have. */
const UNKEYED_HASHES = [
  // names of sources, which operators choose
  /\.order_key: sipHash64\(source_id\)/,
  /: sipHash64\(source_id\), 24\)\), group/,
  // 128 bits: two texts of one hash are beyond anybody's means
  /^dead_letters\.body_hash: sipHash128\(body\)/,
  // decides between copies of one message that were received in the same millisecond
  /^event_rows\.version: sipHash64\(timestamp, /,
  // a person's own hash has the key
  /^visit_parts_refresh: sipHash64\('part', own_key, /,
];

it("no figure rests on a hash of a stranger's text that anybody can compute", async () => {
  await migrate(warehouse);
  const kept = await warehouse.query<{ place: string; text: string }>(
    `SELECT concat(table, '.', name) AS place, default_expression AS text FROM system.columns WHERE database LIKE 'safar%'
     UNION ALL SELECT name, as_select FROM system.tables WHERE database LIKE 'safar%' AND as_select != ''`,
  );
  const hashes = kept.flatMap(({ place, text }) =>
    [...text.matchAll(/\b\w*(?:hash\d*|md5|sha\d+|crc\d+)\w*\(/gi)].map(
      ({ index }) => `${place}: ${text.slice(index, index + 60)}`,
    ),
  );
  expect(hashes.filter((call) => call.includes(": sipHash64Keyed(")).length).toBeGreaterThan(5);
  const open = hashes.filter((call) => !/: sipHash(64|128)Keyed\(/.test(call));
  expect(open.filter((call) => !UNKEYED_HASHES.some((allowed) => allowed.test(call)))).toEqual([]);
});
