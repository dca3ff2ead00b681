import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { writeChange } from "../../src/journeys/versions/write-change.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { type MailServer, startMailServer } from "../channels/email/mail-server.js";
import { type ClickHouseServer, startClickHouseServer } from "../clickhouse-server/start.js";
import { runSafar } from "../journey/serve-process.js";
import { CART } from "../journeys/engine/shop.js";

let clickhouse: ClickHouseServer;
let mail: MailServer;
beforeAll(async () => {
  [clickhouse, mail] = await Promise.all([startClickHouseServer(), startMailServer()]);
  await migrate(clickhouse.warehouse);
});
afterAll(async () => {
  await clickhouse?.close();
  await mail?.close();
});

const running = new Set<ChildProcess>();
// Also where a test failed: an engine that goes on would take the lease of the next.
afterEach(async () => {
  await Promise.all(
    [...running].map(async (child) => {
      const ended = once(child, "close");
      child.kill("SIGKILL");
      await ended;
    }),
  );
});

const KEY = { SAFAR_MESSAGE_KEY: "0123456789abcdef0123456789abcdef" };
const settings = () => ({
  ...KEY,
  SAFAR_CLICKHOUSE_URL: clickhouse.url,
  SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
  SAFAR_SMTP_URL: `smtp://127.0.0.1:${mail.port}?ignoreTLS=true`,
  SAFAR_EMAIL_FROM: "Shop <hello@shop.example>",
  SAFAR_PUBLIC_URL: "https://collect.shop.example",
  SAFAR_JOURNEYS_SILENCE_MS: "3000",
  SAFAR_OPS_PORT: "0",
});

async function startEngine() {
  const started = runSafar(["journeys", "run", "--json"], settings());
  running.add(started.child);
  started.child.once("close", () => running.delete(started.child));
  const line = await Promise.race([
    new Promise<string>((resolve) =>
      createInterface({ input: started.child.stdout as never }).once("line", resolve),
    ),
    started.ended.then(({ stderr }) => {
      throw new Error(stderr);
    }),
  ]);
  const { ops } = JSON.parse(line) as { ops: string };
  const active = async () => {
    const text = await (await fetch(`${ops}/metrics`)).text();
    return Number(/^safar_journey_engine_active (\d)$/m.exec(text)?.[1]);
  };
  return { ...started, ops, active };
}

const tell = (event: Record<string, unknown>) => {
  const messageId = `m-${JSON.stringify(event)}`;
  const row = eventRow({ type: "track", messageId, timestamp: new Date().toISOString(), ...event } as never, {
    ...{ sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now() },
  });
  return clickhouse.warehouse.insert("event_rows", EVENT_COLUMNS, [row]);
};
async function leaveACart(userId: string) {
  const traits = { email: `${userId}@example.com`, first_name: userId, marketing_email: true };
  await tell({ type: "identify", userId, traits });
  await tell({ userId, event: "Product Added", properties: { name: "Tea" } });
}
const taken = () => mail.taken.map(({ to }) => to).sort();

it("one engine is active and the other takes over, when it is stopped and when it is killed", {
  timeout: 120_000,
}, async () => {
  const published = { source: "shop", journey: "cart", after: 0, done: "published", version: 1 } as const;
  const definition = { ...CART, start: "remind" };
  await writeChange(clickhouse.warehouse, { ...published, definition, segments: {}, moves: false });

  const first = await startEngine();
  await vi.waitFor(async () => expect(await first.active()).toBe(1), { timeout: 20_000 });
  const second = await startEngine();
  await leaveACart("ann");
  await vi.waitFor(() => expect(taken(), first.printed.stderr).toEqual(["ann@example.com"]), {
    timeout: 20_000,
  });
  expect([await first.active(), await second.active()]).toEqual([1, 0]);
  expect((await fetch(`${second.ops}/readyz`)).status).toBe(200);

  first.child.kill("SIGTERM");
  expect((await first.ended).code).toBe(0);
  await leaveACart("bob");
  await vi.waitFor(() => expect(taken()).toEqual(["ann@example.com", "bob@example.com"]), {
    timeout: 20_000,
  });
  expect(await second.active()).toBe(1);

  const third = await startEngine();
  second.child.kill("SIGKILL");
  await leaveACart("cem");
  await vi.waitFor(() => expect(taken()).toHaveLength(3), { timeout: 30_000 });
  const told = third.printed.stderr;
  expect(told.indexOf("stands by")).toBeGreaterThan(-1);
  expect(told.indexOf("is active")).toBeGreaterThan(told.indexOf("stands by"));
  third.child.kill("SIGTERM");
  expect((await third.ended).code).toBe(0);
});

it("says what it needs", async () => {
  const ends = async (env: Record<string, string>) => {
    const { code, stderr } = await runSafar(["journeys", "run"], env).ended;
    return `${code} ${stderr}`;
  };
  expect(await ends({})).toMatch(/^2 .*SAFAR_CLICKHOUSE_URL is not set/);
  expect(await ends({ ...settings(), SAFAR_MESSAGE_KEY: "" })).toMatch(/^2 .*SAFAR_MESSAGE_KEY is not set/);
});
