import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runSafar, type ServeProcess, startServe } from "../journey/serve-process.js";

let folder: string;
let server: ServeProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-forget-"));
  server = await startServe(folder);
  const added = await safar("keys", "add", "shop", "--kind", "server");
  serverKey = added.stdout.trim();
  await vi.waitFor(async () => expect(await send([])).toMatchObject({ accepted: 0 }), 10_000);
});
afterAll(async () => {
  await server.end("SIGTERM");
  await rm(folder, { recursive: true });
});

/** A server's key: links that it makes are trusted. */
let serverKey: string;

const safar = (...args: string[]) =>
  runSafar([...args, "--data", folder], { SAFAR_QUERY_PORT: new URL(server.clickhouse).port }).ended;

let count = 0;
const at = (day: number) => new Date(Date.UTC(2025, 0, day, 12)).toISOString();
const event = (fields: Record<string, unknown>) => ({ messageId: `m-${++count}`, ...fields });
const order = (day: number, revenue: number, who: Record<string, unknown>) =>
  event({
    type: "track",
    event: "Order Completed",
    timestamp: at(day),
    ...who,
    properties: { order_id: `O-${count}`, revenue },
  });

async function send(batch: object[], key = serverKey) {
  const answer = await fetch(`${server.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${key}:`)}` },
    body: JSON.stringify({ batch }),
  });
  return (await answer.json()) as { accepted: number; rejected: { code: string; messageId: string }[] };
}

async function figures() {
  const range = "source='shop', since='2025-01-01', until='2026-01-01', time_zone='UTC'";
  const ask = (select: string) => server.rows(`SELECT * FROM ${select}`);
  return await Promise.all([
    ask(`repeat_customer_rate(${range})`),
    ask(`customer_value(${range})`),
    ask(`retention_rate(${range}, period='month') ORDER BY period_start`),
    ask(`customer_value_by_customer(${range}) ORDER BY customer_id`),
    ask("customers ORDER BY customer_id"),
    ask("events ORDER BY message_id"),
    ask("dead_letters ORDER BY body"),
    ask("identity_links ORDER BY linked_id, is_anonymous_id"),
  ]);
}

/** Bob, who logs in on Ann's phone, and Cem, a guest. */
const others = [
  order(3, 20, { userId: "bob" }),
  order(20, 30, { userId: "bob", anonymousId: "phone" }),
  event({ type: "identify", userId: "bob", anonymousId: "bobs-laptop", timestamp: at(2) }),
  order(40, 15, { anonymousId: "bobs-laptop" }),
  order(41, 8, { anonymousId: "cem" }),
  event({ type: "track", userId: "bob" }),
];

/** Ann was a guest on two devices, then ann@old, then ann; and sends an event that is refused. */
const anns = [
  order(5, 10, { anonymousId: "phone" }),
  event({ type: "identify", userId: "ann@old", anonymousId: "phone", timestamp: at(6) }),
  order(7, 11, { userId: "ann@old" }),
  event({ type: "alias", userId: "ann", previousId: "ann@old", timestamp: at(8) }),
  order(35, 12, { userId: "ann", anonymousId: "tablet" }),
  event({ type: "page", name: "Home", anonymousId: "tablet", timestamp: at(36) }),
  event({ type: "track", userId: "ann", timestamp: at(37) }),
  event({ type: "track", anonymousId: "tablet", timestamp: at(37) }),
];

it("erases one person under all their ids, and every figure is that of the others alone", {
  timeout: 180_000,
}, async () => {
  await send(others);
  const before = await figures();
  await send(anns);
  const between = await figures();
  for (const [place, figure] of between.entries()) expect(figure, String(place)).not.toEqual(before[place]);

  // All of hers, and nobody else's, whichever of her ids is named.
  for (const id of ["ann@old", "tablet"]) {
    const exported = await safar("export", id, "--links", "all");
    const rows = exported.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const told = rows.filter(({ table }) => ["event_rows", "dead_letters"].includes(table));
    const ids = told.map(({ row }) => row.message_id).sort();
    expect(ids, id).toEqual(anns.map(({ messageId }) => messageId).sort());
    expect(rows.filter(({ table }) => table === "dead_letters")).toHaveLength(2);
    // Digits that a reader of JSON would round stand there as text.
    expect(exported.stdout).not.toMatch(/[:[,]-?\d{16}/);
    for (const { table, row } of rows)
      if (table === "event_rows") expect(["string", "object"]).toContain(typeof row.order_value);
  }

  const asked = await safar("forget", "ann");
  expect([asked.code, asked.stderr]).toEqual([
    1,
    expect.stringContaining("Use --yes to erase, or --dry-run"),
  ]);
  const tried = await safar("forget", "ann@old", "--dry-run", "--json");
  expect(JSON.parse(tried.stdout)).toMatchObject({ rows: { event_rows: 6, dead_letters: 2 } });
  expect(await figures()).toEqual(between);

  const done = await safar("forget", "tablet", "--yes", "--json", "--links", "all");
  const receipt = JSON.parse(done.stdout);
  expect(receipt).toMatchObject({
    what: "forget",
    rows: { event_rows: 6, dead_letters: 2 },
    sources: ["shop"],
  });
  expect(await figures()).toEqual(before);
  const kept = await readFile(join(folder, "erasures.audit.jsonl"), "utf8");
  expect(
    kept
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([receipt]);
  expect(kept).not.toMatch(/ann|tablet|phone/);
});

it("refuses what comes late of the erased, keeps nothing of it, and takes what they do afterwards", {
  timeout: 180_000,
}, async () => {
  const letters = () => server.rows("SELECT * FROM dead_letters");
  const before = await letters();
  const late = await send([...anns, order(50, 1, { userId: "ann@old" }), order(3, 5, { userId: "dora" })]);
  expect(late.accepted).toBe(1);
  expect(late.rejected.filter(({ code }) => code !== "person_forgotten")).toEqual([]);
  expect(late.rejected).toHaveLength(anns.length + 1);
  expect(await letters()).toEqual(before);

  const back = event({ type: "track", event: "Product Viewed", userId: "ann" });
  expect(await send([back])).toMatchObject({ accepted: 1, rejected: [] });

  // The next process knows them, too.
  await server.end("SIGTERM");
  server = await startServe(folder);
  expect((await send([anns[0]!])).rejected).toMatchObject([{ code: "person_forgotten" }]);
});

it("follows no link that a page made before somebody has looked at it", { timeout: 180_000 }, async () => {
  const theirs = [order(3, 20, { userId: "eve" }), order(4, 30, { anonymousId: "eves-phone" })];
  const byPage = [
    event({
      type: "identify",
      userId: "mallory",
      anonymousId: "eves-phone",
      timestamp: "1970-01-02T00:00:00Z",
    }),
    event({ type: "alias", userId: "mallory", previousId: "eve", timestamp: "1970-01-02T00:00:00Z" }),
  ];
  await send(theirs);
  await send(byPage, server.writeKey);

  const asked = await safar("export", "mallory");
  expect([asked.code, asked.stdout]).toEqual([1, ""]);
  expect(asked.stderr).toMatch(/anonymous id eves-phone is user mallory in shop: linked with a page's key/);
  expect(asked.stderr).toContain("--links trusted");
  // a page's alias of two users is no link at all
  expect(asked.stderr).not.toMatch(/user eve /);
  const trusted = await safar("export", "mallory", "--links", "trusted");
  const all = await safar("export", "mallory", "--links", "all");
  expect([trusted.stdout.includes("eves-phone"), all.stdout.includes(theirs[1]!.messageId)]).toEqual([
    true,
    true,
  ]);
  expect(trusted.stdout).not.toContain(theirs[1]!.messageId);
  expect(all.stdout).not.toContain(theirs[0]!.messageId);

  const erased = await safar("forget", "mallory", "--yes");
  expect([erased.code, erased.stderr]).toEqual([
    1,
    expect.stringContaining("Nothing was erased. 2 of the 2 links"),
  ]);
  expect(await server.rows("SELECT 1 FROM events WHERE anonymous_id = 'eves-phone'")).toHaveLength(2);
  expect((await safar("forget", "mallory", "--yes", "--links", "trusted")).code).toBe(0);
  const left = await server.rows(
    "SELECT message_id FROM events WHERE user_id = 'eve' OR anonymous_id = 'eves-phone'",
  );
  expect(left).toHaveLength(2);
});

it("asks which of two persons is meant by an id that both have", { timeout: 180_000 }, async () => {
  const [asUser, asGuest] = [order(3, 20, { userId: "twin" }), order(4, 30, { anonymousId: "twin" })];
  await send([asUser, asGuest]);
  const asked = await safar("export", "twin");
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining("Use --as user or --as guest")]);
  const exported = await safar("export", "twin", "--as", "guest");
  expect(exported.stdout).toContain(asGuest.messageId);
  expect(exported.stdout).not.toContain(asUser.messageId);
});

it("works on a stopped collector's folder, and says when there is nothing of such an id", {
  timeout: 180_000,
}, async () => {
  await server.end("SIGTERM");
  const done = await safar("forget", "dora", "--yes");
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/event_rows\s+1\n/) });
  for (const command of [["export"], ["forget", "--yes"], ["forget", "--dry-run"]]) {
    const none = await safar(...command, "nobody");
    expect([none.code, none.stdout], command.join(" ")).toEqual([1, ""]);
    expect(none.stderr).toContain("Nothing is stored of nobody.");
    const nowhere = await safar(...command, "nobody", "--source", "no-shop");
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringMatching(/There are: .*shop/)]);
  }
  server = await startServe(folder);
  expect(await server.rows("SELECT 1 FROM events WHERE user_id = 'dora'")).toEqual([]);
});
