import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seededDraw } from "../../src/try/demo/shop/draw.js";
import { type ServeProcess, startServe } from "./serve-process.js";

const KILLS = 20;
const SENDERS = 8;
const BATCH = 20;
const DAY_MS = 86_400_000;

const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const draw = seededDraw(seed);
let folder: string;

beforeAll(async () => {
  console.log(`kill -9 suite: SAFAR_TEST_SEED=${seed} draws the same moments again`);
  folder = await mkdtemp(join(tmpdir(), "safar-kill-"));
});

afterAll(() => rm(folder, { recursive: true }));

interface Sent {
  readonly messageId: string;
  readonly event: Record<string, unknown>;
}

let count = 0;
function newEvent(): Sent {
  count += 1;
  const messageId = `m-${count}`;
  const order = count % 5 === 0;
  const properties = order
    ? { order_id: `O-${count}`, revenue: (count % 1000) / 8 + 1, currency: count % 3 ? "EUR" : "USD" }
    : { product_id: `p${count % 50}` };
  const timestamp = new Date(Date.UTC(2025, 0, 1) + count * 60_000).toISOString();
  const event = {
    type: "track",
    messageId,
    userId: `u${count % 97}`,
    event: order ? "Order Completed" : "Product Viewed",
    timestamp,
    properties,
  };
  return { messageId, event };
}

/** Sends one batch; true when it was acknowledged. */
async function send(server: ServeProcess, batch: readonly Sent[], sentAt = Date.now()): Promise<boolean> {
  try {
    const response = await fetch(`${server.collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}`, "content-type": "application/json" },
      body: JSON.stringify({
        batch: batch.map(({ event }) => event),
        sentAt: new Date(sentAt).toISOString(),
      }),
    });
    const answer = (await response.json()) as { accepted?: number };
    return response.status === 200 && answer.accepted === batch.length;
  } catch {
    return false;
  }
}

async function figures(server: ServeProcess) {
  const range = "source='shop', since='2020-01-01', until='2030-01-01', time_zone='America/New_York'";
  return {
    repeat: await server.rows(`SELECT * FROM repeat_customer_rate(${range})`),
    value: await server.rows(`SELECT * FROM customer_value(${range}) ORDER BY currency`),
    retention: await server.rows(
      `SELECT * FROM retention_rate(${range}, period='month') ORDER BY period_start`,
    ),
  };
}

it(`keeps every acknowledged event once through ${KILLS} kill -9 under load`, {
  timeout: 300_000,
}, async () => {
  const acknowledged: Sent[] = [];
  let unanswered: Sent[][] = [];

  for (let kill = 0; kill < KILLS; kill++) {
    const server = await startServe(folder);
    let running = true;
    const again = unanswered;
    unanswered = [];
    const sender = async () => {
      while (running) {
        const batch = again.pop() ?? Array.from({ length: BATCH }, newEvent);
        if (await send(server, batch)) acknowledged.push(...batch);
        else unanswered.push(batch);
      }
    };
    const senders = Array.from({ length: SENDERS }, sender);
    await sleep(draw.int(50, 950));
    const gone = server.end("SIGKILL");
    running = false;
    await Promise.all([gone, ...senders]);
    unanswered.push(...again);
  }

  const server = await startServe(folder);
  const ids = async () =>
    (await server.rows<{ message_id: string }>("SELECT message_id FROM events")).map((row) => row.message_id);

  // What was acknowledged is there, before anything is sent again.
  const afterKills = await ids();
  const present = new Set(afterKills);
  expect(afterKills.length).toBe(present.size);
  expect(acknowledged.length).toBeGreaterThan(KILLS * BATCH);
  expect(acknowledged.filter(({ messageId }) => !present.has(messageId))).toEqual([]);

  // What was not acknowledged is sent again, as the SDKs do it: then all is there, each once.
  for (const batch of unanswered) {
    expect(await send(server, batch)).toBe(true);
    acknowledged.push(...batch);
  }
  const sent = new Set(acknowledged.map(({ messageId }) => messageId));
  expect(sent.size).toBe(count);
  expect((await ids()).sort()).toEqual([...sent].sort());

  // Sent once more in another order, with a clock of another day: nothing changes.
  const before = await figures(server);
  const shuffled = acknowledged
    .map((one) => ({ one, place: draw.int(0, 2 ** 31) }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
  for (let from = 0; from < shuffled.length; from += 500) {
    expect(await send(server, shuffled.slice(from, from + 500), Date.now() + DAY_MS)).toBe(true);
  }
  expect((await ids()).length).toBe(count);
  expect(await figures(server)).toEqual(before);
  console.log(
    `${KILLS} kills, ${count} events, ${acknowledged.length} acknowledged, none lost, none doubled`,
  );
  expect(await server.end("SIGTERM")).toBe(0);
});
