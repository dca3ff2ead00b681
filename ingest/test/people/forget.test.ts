import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runSafar, type ServeProcess, startServe } from "../journey/serve-process.js";

let folder: string;
let server: ServeProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-forget-"));
  server = await startServe(folder);
});
afterAll(async () => {
  await server.end("SIGTERM");
  await rm(folder, { recursive: true });
});

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

async function send(batch: object[]) {
  const answer = await fetch(`${server.collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
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
    ask("identity_links ORDER BY linked_id"),
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
    const exported = await safar("export", id);
    const rows = exported.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const told = rows.filter(({ table }) => ["event_rows", "dead_letters"].includes(table));
    const ids = told.map(({ row }) => row.message_id).sort();
    expect(ids, id).toEqual(anns.map(({ messageId }) => messageId).sort());
    expect(rows.filter(({ table }) => table === "dead_letters")).toHaveLength(2);
  }

  const asked = await safar("forget", "ann");
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining("Say --yes, or --dry-run")]);
  const tried = await safar("forget", "ann@old", "--dry-run", "--json");
  expect(JSON.parse(tried.stdout)).toMatchObject({ rows: { event_rows: 6, dead_letters: 2 } });
  expect(await figures()).toEqual(between);

  const done = await safar("forget", "tablet", "--yes", "--json");
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

it("works on a stopped collector's folder, and says when there is nothing of such an id", {
  timeout: 180_000,
}, async () => {
  await server.end("SIGTERM");
  const done = await safar("forget", "dora", "--yes");
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/event_rows\s+1\n/) });
  const none = await safar("export", "nobody");
  expect([none.code, none.stdout]).toEqual([0, ""]);
  expect(none.stderr).toContain("Nothing is stored under this id.");
  server = await startServe(folder);
  expect(await server.rows("SELECT 1 FROM events WHERE user_id = 'dora'")).toEqual([]);
});
