import fc from "fast-check";
import { expect, it } from "vitest";
import { type Drop, Safar } from "../src/index.js";
import { type Arrival, acknowledgement, type Reply, startSink } from "./sink.js";
import { idsOf } from "./tracking.js";

/** What may happen to a request, in the order requests come; after the last of them all goes well. */
const fault = fc.oneof(
  { weight: 3, arbitrary: fc.constant("accept" as const) },
  fc.constantFrom("cut" as const, "halve" as const, "hang" as const, "late" as const),
  fc.constantFrom(500, 502, 503, 429, 404, 413, 302),
  fc.constantFrom(400, 401),
  fc.constant("reject some" as const),
);
type Fault = typeof fault extends fc.Arbitrary<infer Value> ? Value : never;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ track: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.constant({ bad: true as const }) },
  { weight: 1, arbitrary: fc.constant({ flush: true as const }) },
  { weight: 1, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 10 }) }) },
);

/** Ids whose events the sink refuses one by one. */
const isRefused = (messageId: string): boolean => messageId.endsWith("3");

async function replyTo(arrival: Arrival, what: Fault): Promise<Reply> {
  if (typeof what === "number")
    return { status: what, body: '{"success":false,"code":"a_code","message":"No."}' };
  if (what === "reject some") {
    const rejected = arrival.batch.flatMap(({ messageId }, index) =>
      isRefused(messageId) ? [{ index, messageId, code: "refused", message: "No." }] : [],
    );
    return { status: 200, body: JSON.stringify({ ...JSON.parse(acknowledgement(0)), rejected }) };
  }
  if (what === "late") await new Promise((resolve) => setTimeout(resolve, 15));
  return what === "late" ? "accept" : what;
}

it("every event is delivered or counted as dropped, whatever happens on the way", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 25 }),
      fc.array(step, { minLength: 1, maxLength: 20 }),
      fc.record({
        flushAt: fc.integer({ min: 1, max: 12 }),
        maxInFlight: fc.integer({ min: 1, max: 4 }),
        maxQueueEvents: fc.integer({ min: 5, max: 200 }),
        whenFull: fc.constantFrom("refuse_new" as const, "drop_oldest" as const),
        maxAttempts: fc.constantFrom(2, 5, Number.POSITIVE_INFINITY),
        gzip: fc.boolean(),
      }),
      async (faults, steps, options) => {
        const sink = await startSink();
        let halved = 0;
        let hung = 0;
        sink.reply((arrival, count) => {
          const what = faults[count - 1] ?? "accept";
          if (what === "halve") halved++;
          if (what === "hang") hung++;
          return replyTo(arrival, what);
        });
        const safar = new Safar({
          writeKey: "k",
          host: sink.host,
          flushInterval: 5,
          minRetryDelay: 1,
          maxRetryDelay: 4,
          requestTimeout: 60,
          ...options,
        });
        const drops: Drop[] = [];
        safar.on("drop", (drop) => drops.push(drop));
        let timeouts = 0;
        safar.on("error", ({ code }) => (timeouts += code === "timeout" ? 1 : 0));
        const tracked: string[] = [];
        let bad = 0;
        for (const action of steps) {
          if ("track" in action) {
            for (let count = 0; count < action.track; count++) {
              const messageId = `m${tracked.length}`;
              tracked.push(messageId);
              safar.track({ userId: "u1", event: "x", messageId });
            }
          } else if ("bad" in action) {
            bad++;
            safar.track({ userId: "u1" } as never);
          } else if ("wait" in action) {
            await new Promise((resolve) => setTimeout(resolve, action.wait));
          } else {
            await safar.flush();
          }
        }
        const stats = await safar.close({ timeout: 20_000 });
        await sink.close();

        const refused = drops
          .filter(({ code }) => code === "refused")
          .flatMap(({ messageId = "" }) => messageId);
        const delivered = idsOf(sink.taken);
        const distinct = new Set(delivered);
        const lost = drops.flatMap(({ messageId }) => messageId ?? []);
        expect(new Set([...distinct, ...lost])).toEqual(new Set(tracked));
        expect(new Set(lost).size).toBe(lost.length);
        // On a machine under load an answer may come too late, which is an answer lost.
        if (halved === 0 && timeouts <= hung) {
          expect(distinct.size).toBe(delivered.length);
          expect(lost.filter((id) => distinct.has(id))).toEqual(refused);
        }
        expect(stats.tracked).toBe(tracked.length + bad);
        expect(stats.sent + lost.length).toBe(tracked.length);
        expect(drops.length).toBe(lost.length + bad);
        expect(Object.values(stats.dropped).reduce((sum, count) => sum + count)).toBe(drops.length);
        expect([stats.queued, stats.inFlight, stats.dropped.closed]).toEqual([0, 0, 0]);
      },
    ),
    { numRuns: 150 },
  );
});
