import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ServeProcess, startServe } from "../journey/serve-process.js";
import { readAnswers, wrongWith } from "./judge.js";
import { MEMORY_ENV, memoryOf, memoryWatch } from "./memory.js";
import { bytesArbitrary } from "./raw-bytes.js";
import { requestArbitrary } from "./requests.js";
import { newSender, type Sender } from "./send.js";

const REQUESTS = Number(process.env.SAFAR_FUZZ_REQUESTS ?? 5_000);
const SEED = Number(process.env.SAFAR_FUZZ_SEED ?? randomInt(2 ** 31));
/** Requests under way at once. */
const TOGETHER = 250;
/** Of all requests so many are bytes on a connection. */
const BYTES_SHARE = 0.4;
/** Growth that counts as none: a cache that fills, code that is compiled. */
const FLAT_MIB = 48;

let server: ServeProcess;
let sender: Sender;
let folder: string;
beforeAll(async () => {
  console.log(
    `fuzzing with seed ${SEED}: SAFAR_FUZZ_SEED=${SEED} SAFAR_FUZZ_REQUESTS=${REQUESTS} npm run test:fuzz`,
  );
  folder = await mkdtemp(join(tmpdir(), "safar-fuzz-"));
  server = await startServe(folder, [], MEMORY_ENV);
  sender = newSender(server.collector);
});
afterAll(async () => {
  sender.close();
  expect(await server.end("SIGTERM")).toBe(0);
  await rm(folder, { recursive: true });
});

const watch = memoryWatch();
const counts = new Map<string, number>();
const count = (what: string | number) => counts.set(String(what), (counts.get(String(what)) ?? 0) + 1);

/** Draws groups that are sent together; each group is judged before the next one is drawn. */
async function fuzz<Drawn>(
  arbitrary: fc.Arbitrary<Drawn>,
  total: number,
  judge: (drawn: Drawn) => Promise<void>,
) {
  const groups = Math.ceil(total / TOGETHER);
  const readEvery = Math.ceil(groups / 20);
  for (let group = 0; group < groups; group++) {
    const drawn = fc.sample(arbitrary, { numRuns: TOGETHER, seed: SEED + group });
    await Promise.all(drawn.map(judge));
    if (group % readEvery !== 0) continue;
    watch.add(await memoryOf(server));
    if (REQUESTS > 10_000) console.log(`${(group + 1) * TOGETHER} of ${groups * TOGETHER}`);
  }
}

it("whatever a request says, the answer is one of the closed list", async () => {
  await fuzz(requestArbitrary(server.writeKey), REQUESTS * (1 - BYTES_SHARE), async (request) => {
    const answer = await sender.send(request).catch((error: Error) => error);
    const wrong = answer instanceof Error ? answer.message : wrongWith(answer);
    if (wrong) {
      const { method, path, headers, body } = request;
      const shown = JSON.stringify({ wrong, answer, method, path, headers, body: body.toString("base64") });
      throw new Error(shown.slice(0, 3_000));
    }
    count((answer as { status: number }).status);
  });
}, 3_600_000);

it("whatever bytes come, each connection is answered and ended", async () => {
  await fuzz(bytesArbitrary(server.writeKey), REQUESTS * BYTES_SHARE, async (bytes) => {
    const text = await sender.sendBytes(bytes).catch((error: Error) => error);
    const answers = text instanceof Error ? undefined : readAnswers(text);
    const wrong =
      text instanceof Error ? text.message : answers ? answers.map(wrongWith).find(Boolean) : "no HTTP";
    if (wrong)
      throw new Error(JSON.stringify({ wrong, text: String(text), bytes: bytes.toString("base64") }));
    for (const { status } of answers ?? []) count(`raw ${status}`);
  });
}, 3_600_000);

it("the same process still serves honest senders, holds no more memory, and has nothing to report", async () => {
  console.log(
    `answers: ${[...counts]
      .sort()
      .map(([what, n]) => `${what}: ${n}`)
      .join(", ")}; memory: ${watch.text()}`,
  );
  expect(server.child.exitCode).toBeNull();
  const answer = await fetch(`${server.collector}/v1/track`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.writeKey}` },
    body: JSON.stringify({ userId: "honest", event: "Signed Up", messageId: "after-all-of-it" }),
  });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  expect(await server.rows("SELECT 1 FROM events WHERE message_id = 'after-all-of-it'")).toHaveLength(1);
  // Errors and worse: pino's 50 and 60.
  expect(
    server
      .stderr()
      .split("\n")
      .filter((line) => /"level":[56]0/.test(line)),
  ).toEqual([]);
  expect(watch.growthMiB()).toBeLessThan(FLAT_MIB);
  // Good requests are among the drawn ones, and every kind of refusal that a request alone can earn.
  for (const status of ["200", "400", "401", "404", "raw 200", "raw 400", "raw 431"])
    expect([...counts.keys()]).toContain(status);
});
