import { randomInt } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HOSTILE_NAMES, hostileValue } from "../../../schemas/test/hostile-values.js";
import { QUESTIONS } from "../../src/ask/dashboard/questions.js";
import { newReader } from "../ask/dashboard/reader.js";
import { startCollector, type TestCollector } from "../collect/collector.js";
import { runSafar } from "./serve-process.js";

/**
 * Fields named as what a conversion by hand would call or follow, through everything that reads what was stored: the
 * dashboard, `safar export`, `safar tail`, `safar dead-letters` and `safar forget`.
 */
const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const EVENTS = 60;

let collector: TestCollector;
let accepted: number;
let tail: ReturnType<typeof runSafar>;

const safar = (...args: string[]) => runSafar([...args, "--data", collector.folder], {}).ended;

beforeAll(async () => {
  console.log(`hostile events: SAFAR_TEST_SEED=${seed} makes the same ones`);
  collector = await startCollector();
  const drawn = fc.sample(fc.tuple(hostileValue, hostileValue, hostileValue), { numRuns: EVENTS, seed });
  const named = HOSTILE_NAMES.map((name) => [{ [name]: { [name]: 1 } }, { [name]: 1 }, { [name]: 1 }]);
  const batch = [...drawn, ...named].flatMap(([properties, traits, context], n) => [
    {
      type: "track",
      event: n % 2 ? "Product Added" : "Order Completed",
      messageId: `t${n}`,
      userId: "ann",
      timestamp: "2025-03-01T12:00:00Z",
      properties: {
        order_id: `o${n}`,
        cart_id: properties,
        step: traits,
        share_via: context,
        ...Object(properties),
      },
      context: { page: context, device: traits, ...Object(context) },
    },
    { type: "identify", messageId: `i${n}`, userId: "ann", timestamp: "2025-03-01T12:00:00Z", traits },
    // refused, each for a reason of its own
    { type: "track", event: properties, messageId: `r${n}`, userId: context },
  ]);
  const { status, body } = await collector.post("/v1/batch", JSON.stringify({ batch }));
  expect(status).toBe(200);
  const rejected = new Set(body.rejected?.map(({ index }) => index));
  expect((body.accepted ?? 0) + rejected.size).toBe(batch.length);
  // Of a drawn name and a drawn user the third one may be somebody else's event.
  accepted = batch.filter((_, index) => index % 3 !== 2 && !rejected.has(index)).length;
  expect(accepted).toBeGreaterThan(EVENTS);
});

afterAll(() => collector.stop());

it("the dashboard answers every question of such events", async () => {
  const reader = newReader(collector);
  await reader.signIn(collector.clickhousePassword);
  const asked = {
    source: "shop",
    since: "2025-01-01",
    until: "2026-01-01",
    time_zone: "UTC",
    period: "month",
    currency: "EUR",
    unit: "customer",
    segment_by: "device",
    steps: "",
    within_hours: "24",
    window_hours: "24",
    min_orders: "2",
    ...{ least: "0", acquired_by: "campaign", person: "", event: "" },
    segment: "champions",
    after: "2020-01-01 00:00:00",
    minutes: 30,
    rows: 1_000,
  };
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const names = ["given" in question ? question.given : [], "also" in question ? question.also : []].flat();
    const isLong = "isLong" in question && question.isLong ? ["rows"] : [];
    const params = Object.fromEntries(
      [...names, ...isLong].map((each) => [each, asked[each as keyof typeof asked]]),
    );
    expect(await reader.ask(name, params), name).toMatchObject({ status: 200 });
  }
});

it("an export prints every row of them as JSON", async () => {
  const { code, stdout, stderr } = await safar("export", "ann");
  expect(code, stderr).toBe(0);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.filter(({ table }) => table === "event_rows").length).toBe(accepted);
});

it("refused ones are listed, shown, and erased with their person", async () => {
  const list = await safar("dead-letters", "list", "--json", "--limit", "1000");
  expect(list.code, list.stderr).toBe(0);
  for (const line of list.stdout.trim().split("\n").filter(Boolean)) JSON.parse(line);
  const forgotten = await safar("forget", "ann", "--yes");
  expect(forgotten.code, forgotten.stderr).toBe(0);
  const again = await safar("export", "ann");
  expect(again.stderr).toContain("Nothing is stored of ann");
});

it("who follows the collector sees them as they come", async () => {
  tail = runSafar(
    ["tail", "--count", String(HOSTILE_NAMES.length), "--json", "--data", collector.folder],
    {},
  );
  const events = HOSTILE_NAMES.map((name) => ({
    type: "track",
    event: "Cart Viewed",
    userId: "bob",
    properties: { [name]: { [name]: 1 } },
  }));
  // Sent until it follows, as nothing says when it does.
  const sending = setInterval(
    () => void collector.post("/v1/batch", JSON.stringify({ batch: events })).catch(() => {}),
    500,
  );
  try {
    const { code, stdout, stderr } = await tail.ended;
    expect(code, stderr).toBe(0);
    const shown = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(shown).toHaveLength(HOSTILE_NAMES.length);
  } finally {
    clearInterval(sending);
  }
});
