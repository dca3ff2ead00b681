import { randomInt } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seededDraw } from "../../src/try/demo/shop/draw.js";
import { type ServeProcess, startServe } from "./serve-process.js";

/** `npm run test:engine-kill` sets 50. */
const KILLS = Number(process.env.SAFAR_TEST_ENGINE_KILLS ?? 6);
const SENDERS = 6;
const BATCH = 20;
const KILL_WITHIN_MS = 1_500;
const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const draw = seededDraw(seed);

/** What analysts ask meanwhile: each would take all memory or all time of a machine. */
const HEAVY = [
  "SELECT repeat('x', 1000) AS s FROM numbers(5000000) FORMAT TSV",
  "SELECT count() FROM numbers(1000000) AS a CROSS JOIN numbers(1000000) AS b WHERE sipHash64(a.number, b.number) = 1",
  "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)",
  "SELECT length(groupArray(number)) FROM numbers(100000000000)",
  "SELECT sum(match(repeat('a', 2000), '^(a|aa|aaa)+$')) FROM numbers(100000)",
  "SELECT levenshteinDistance(repeat('a', 5000), repeat('b', 5000)) FROM numbers(100000)",
];

let folder: string;
let server: ServeProcess;
beforeAll(async () => {
  console.log(`the engine is killed at moments that SAFAR_TEST_SEED=${seed} draws again`);
  folder = await mkdtemp(join(tmpdir(), "safar-engine-kill-"));
  server = await startServe(folder);
});
afterAll(async () => {
  await server.end("SIGTERM");
  await rm(folder, { recursive: true });
});

const enginePid = async () =>
  Number(/^PID: (\d+)$/m.exec(await readFile(join(folder, "status"), "utf8").catch(() => ""))?.[1]);

it(`loses and doubles nothing of what was acknowledged while its engine is killed ${KILLS} times`, {
  timeout: 120_000 + KILLS * 30_000,
}, async () => {
  const acknowledged: string[] = [];
  const withoutDelay: number[] = [];
  let stopping = false;
  let count = 0;
  const sender = async () => {
    while (!stopping) {
      const batch = Array.from({ length: BATCH }, () => {
        const messageId = `m-${count++}`;
        return {
          type: "track",
          messageId,
          userId: `u${count % 50}`,
          event: "Product Viewed",
          properties: {},
        };
      });
      // A sender keeps what was not acknowledged, and sends it again.
      for (let sent = false; !sent && !stopping; ) {
        const response = await fetch(`${server.collector}/v1/batch`, {
          method: "POST",
          headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
          body: JSON.stringify({ batch }),
        });
        await response.arrayBuffer();
        sent = response.status === 200;
        if (sent) acknowledged.push(...batch.map(({ messageId }) => messageId));
        else {
          if (response.status !== 503 || !response.headers.has("retry-after"))
            withoutDelay.push(response.status);
          await sleep(100);
        }
      }
    }
  };
  const analyst = async (statement: string) => {
    while (!stopping) {
      const left = AbortSignal.timeout(5_000);
      await fetch(server.clickhouse, {
        method: "POST",
        body: statement,
        signal: left,
        headers: { "x-clickhouse-user": "default", "x-clickhouse-key": server.password },
      })
        .then((response) => response.arrayBuffer())
        .catch(() => {});
      await sleep(50);
    }
  };
  const senders = Array.from({ length: SENDERS }, sender);
  const analysts = HEAVY.map(analyst);
  const collectorPid = server.child.pid;
  for (let kills = 0; kills < KILLS; kills++) {
    await sleep(draw.int(0, KILL_WITHIN_MS));
    const before = await enginePid();
    const stored = acknowledged.length;
    process.kill(before, "SIGKILL");
    // It goes on by itself: a new engine, and events acknowledged by it.
    while ((await enginePid()) === before || acknowledged.length === stored) await sleep(50);
  }
  const beforeQuiet = acknowledged.length;
  while (acknowledged.length < beforeQuiet + SENDERS * BATCH) await sleep(50);
  stopping = true;
  await Promise.all([...senders, ...analysts]);

  expect(withoutDelay).toEqual([]);
  expect(server.child.pid).toBe(collectorPid);
  const rows = await server.rows<{ message_id: string; times: string }>(
    "SELECT message_id, count() AS times FROM events WHERE startsWith(message_id, 'm-') GROUP BY message_id",
  );
  const stored = new Map(rows.map(({ message_id, times }) => [message_id, Number(times)]));
  expect(acknowledged.filter((id) => stored.get(id) !== 1)).toEqual([]);
  expect([...stored].filter(([, times]) => times !== 1)).toEqual([]);
  console.log(`${acknowledged.length} events acknowledged, each one row`);
});
