import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { clickHouseLeases } from "../../../src/journeys/engine/clickhouse-leases.js";
import type { Lease } from "../../../src/journeys/engine/lease.js";
import { LeaseLost, versionAfter } from "../../../src/journeys/engine/lease.js";
import { engineMemory } from "../../../src/journeys/engine/memory.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { CART, HOUR, ledgerChannel, openShop } from "./shop.js";

const SILENCE_MS = 400;
let shop: Awaited<ReturnType<typeof openShop>>;
let now = 0;
const clock = () => now;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  now = shop.start;
});

/** What another process of `safar journeys run` has. */
const another = (options: { silenceMs?: number; beatMs?: number } = { silenceMs: SILENCE_MS, beatMs: 50 }) =>
  clickHouseLeases(shop.warehouse, engineMemory(shop.warehouse), options);

/** Looks again and again, as an engine that stands by does. */
async function takes(leases: ReturnType<typeof another>): Promise<Lease> {
  for (;;) {
    const lease = await leases.take();
    if (lease !== undefined) return lease;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A cart whose reminder is due, and an engine that has its message still to send. */
async function reminderIsDue() {
  await shop.publish(CART);
  await shop.tell({
    userId: "ann",
    type: "identify",
    traits: { email: "ann@example.com", first_name: "Ann", marketing_email: true },
  });
  await shop.tell({ userId: "ann", event: "Product Added", properties: { name: "Tea" } });
}

it("of engines that claim at once one is active, and the others stand by until it lets go", async () => {
  const claimed = await Promise.all(Array.from({ length: 4 }, () => another().take()));
  const [active, ...more] = claimed.filter((lease) => lease !== undefined);
  expect([active?.generation, more]).toEqual([1, []]);
  const next = another();
  expect(await next.take()).toBeUndefined();
  await active!.close();
  const lease = await next.take();
  expect(lease?.generation).toBe(2);
  await lease?.close();
});

it("an engine that gives signs of life is left alone, one that is silent is not", async () => {
  const alive = (await another().take())!;
  const next = another();
  const until = performance.now() + 3 * SILENCE_MS;
  while (performance.now() < until) {
    expect(await next.take()).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await alive.close();
  const silent = (await another({ silenceMs: SILENCE_MS, beatMs: 3_600_000 }).take())!;
  const lease = await takes(another());
  expect(lease.generation).toBe(silent.generation + 1);
  await expect(silent.confirm()).rejects.toThrow(LeaseLost);
  expect(silent.isFresh()).toBe(false);
  await lease.confirm();
  await lease.close();
});

it("an engine that is overtaken while it writes its attempts hands nothing over", async () => {
  await reminderIsDue();
  const [old, young] = [ledgerChannel(), ledgerChannel()];
  const lease = (await another({}).take())!;
  let later: Lease | undefined;
  const overtaken: Warehouse = {
    ...shop.warehouse,
    async insert(table, columns, rows) {
      await shop.warehouse.insert(table, columns, rows);
      if (table === "journey_rows" && rows.some((row) => String(row).includes('"attempted"')))
        later ??= (await another({}).take())!;
    },
  };
  const engine = await shop.engine(old.channel, clock, { warehouse: overtaken, lease });
  await engine.round();
  now += HOUR;
  await expect(engine.round()).rejects.toThrow(LeaseLost);
  expect(old.ledger).toEqual([]);
  const next = await shop.engine(young.channel, clock, { lease: later! });
  await next.round();
  expect(young.ledger.map(({ to }) => to)).toEqual(["ann@example.com"]);
});

it("an engine that was paused before it hands over does not", async () => {
  await reminderIsDue();
  const { ledger, channel } = ledgerChannel();
  const held = (await another({}).take())!;
  const engine = await shop.engine(channel, clock, { lease: { ...held, isFresh: () => false } });
  await engine.round();
  now += HOUR;
  await engine.round();
  expect(ledger).toEqual([]);
  expect(await shop.messages()).toMatchObject([{ status: "intended" }]);
});

it("what an overtaken engine still writes gives way to what the later one wrote", async () => {
  await reminderIsDue();
  const [old, young] = [ledgerChannel(), ledgerChannel()];
  const first = await shop.engine(old.channel, clock, { lease: (await another({}).take())! });
  await first.round();
  now += HOUR;
  const next = await shop.engine(young.channel, clock, { lease: (await another({}).take())! });
  const waiting = await shop.runs();
  await next.round();
  const [sent] = await shop.messages();
  expect(sent).toMatchObject({ status: "sent", generation: 2 });
  // It read before, was paused, and wakes up now: it takes its attempt back, and lets the run wait again.
  const late = versionAfter({ version: 1, generation: 1 }, 1);
  await shop.journal.write([
    { ...sent!, generation: 1, version: late + 50, status: "intended", dueAt: now },
    { ...waiting[0]!, version: late + 50 },
  ]);
  await next.round();
  expect(young.ledger).toHaveLength(1);
  expect(await shop.messages()).toMatchObject([{ status: "sent", generation: 2 }]);
  expect(await shop.runs()).toMatchObject([{ node: "day", generation: 2 }]);
  // And what it reads of the later one it never continues.
  now += 24 * HOUR;
  await expect(first.round()).rejects.toThrow(LeaseLost);
  expect(old.ledger).toEqual([]);
});
