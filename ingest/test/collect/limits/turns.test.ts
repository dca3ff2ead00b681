import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { oneATurn } from "../../../src/collect/limits/turns.js";
import { startCollector } from "../collector.js";

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("who comes alone waits for nothing; of many, one goes on in each turn, in their order", async () => {
  const enter = oneATurn();
  const gone: number[] = [];
  for (let n = 0; n < 5; n++) void enter().then(() => gone.push(n));
  await Promise.resolve();
  expect(gone).toEqual([0]);
  const after: number[] = [];
  for (let n = 0; n < 6; n++) {
    await turn();
    after.push(gone.length);
  }
  expect(gone).toEqual([0, 1, 2, 3, 4]);
  expect(Math.max(...after.map((count, place) => count - (after[place - 1] ?? 1)))).toBe(1);
  await turn();
  void enter().then(() => gone.push(5));
  await Promise.resolve();
  expect(gone).toHaveLength(6);
});

it("when the first in the queue waits for too long, who comes is told to come again; those who wait are served", async () => {
  let time = 0;
  const enter = oneATurn({ maxWaitMs: 1_000, now: () => time });
  const served = [enter(), enter(), enter()];
  time = 1_001;
  await expect(enter()).rejects.toMatchObject({
    code: "overloaded",
    retryAfterSeconds: 2,
    cause: { message: "the oldest of 2 queued requests has waited for 1001 ms" },
  });
  await Promise.all(served);
  await enter();
});

it("whoever is new is let in while many others keep the collector busy", async () => {
  const collector = await startCollector();
  const customers = fileURLToPath(new URL("old-and-new-customers.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    customers,
    collector.collector,
    collector.writeKey,
  ]);
  await collector.stop();
  const { newAnswered, oldAnswered } = JSON.parse(stdout);
  expect(newAnswered).toBe(40);
  // Each of the 60 others may have been in the queue before each of the 40, once, and again while they were let in.
  // Where a turn serves all who have something to say, there were about 2,000 of them.
  expect(oldAnswered).toBeLessThan(400);
});
