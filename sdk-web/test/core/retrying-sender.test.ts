import { expect, it } from "vitest";
import { createRetryingSender, type Retryable, type RetryOptions } from "../../src/core/index.js";
import { accepted, createStubSender, down, queuedEvent, type StubSender } from "./stub-sender.js";
import { createVirtualTime } from "./virtual-time.js";

const busy = (retryAfterMs: number): Retryable => ({
  kind: "retryable",
  code: "http_503",
  message: "Busy.",
  retryAfterMs,
});
const events = [queuedEvent("a")];

function retrying(inner: StubSender, options: Partial<RetryOptions> = {}) {
  const time = createVirtualTime();
  const retries: number[] = [];
  const sender = createRetryingSender(inner, {
    minDelayMs: 500,
    maxDelayMs: 30_000,
    maxAttempts: Number.POSITIVE_INFINITY,
    maxAgeMs: Number.POSITIVE_INFINITY,
    clock: time.clock,
    timer: time.timer,
    random: () => 0.5,
    onRetry: (_, delayMs) => retries.push(delayMs),
    ...options,
  });
  return { time, sender, retries };
}

it("passes on what needs no retry", async () => {
  for (const result of [
    accepted,
    { kind: "too_large", code: "http_413", message: "" },
    { kind: "rejected", reason: "unauthorized", code: "http_401", message: "" },
  ] as const) {
    const inner = createStubSender(() => result);
    expect(await retrying(inner).sender.send(events, 1)).toBe(result);
    expect(inner.sendings).toEqual([{ ids: ["a"], attempt: 1 }]);
  }
});

it("sends again, later and later, until it is taken", async () => {
  const inner = createStubSender((_, count) => (count < 4 ? down : accepted));
  const { time, sender, retries } = retrying(inner);
  const sending = sender.send(events, 1);
  await time.advance(374);
  expect(inner.sendings).toHaveLength(1);
  await time.advance(10_000);
  expect(await sending).toBe(accepted);
  expect(inner.sendings.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  expect(retries).toEqual([375, 750, 1_500]);
  expect(time.waiting).toBe(0);
});

it("waits as long as it is asked to, and no shorter than its own backoff", async () => {
  const inner = createStubSender((_, count) => [busy(10_000), busy(0), accepted][count - 1] ?? accepted);
  const { time, sender, retries } = retrying(inner);
  const sending = sender.send(events, 1);
  await time.advance(9_999);
  expect(inner.sendings).toHaveLength(1);
  await time.advance(5_000);
  expect(await sending).toBe(accepted);
  expect(retries).toEqual([10_000, 750]);
});

it("holds back other batches too while the collector asks to wait, the longest wait counting", async () => {
  const waits: Record<string, number> = { a: 10_000, b: 2_000 };
  const inner = createStubSender(([event], count) =>
    count <= 2 ? busy(waits[event?.messageId ?? ""] ?? 0) : accepted,
  );
  const { time, sender } = retrying(inner);
  const sendings = [sender.send(events, 1), sender.send([queuedEvent("b")], 1)];
  await time.advance(1);
  sendings.push(sender.send([queuedEvent("c")], 1));
  await time.advance(9_998);
  expect(inner.sendings.map(({ ids }) => ids[0])).toEqual(["a", "b"]);
  await time.advance(1);
  expect(await Promise.all(sendings)).toEqual([accepted, accepted, accepted]);
  expect(inner.sendings.map(({ ids }) => ids[0]).sort()).toEqual(["a", "a", "b", "b", "c"]);
});

it("gives up after the attempts it may make", async () => {
  const inner = createStubSender(() => down);
  const { time, sender } = retrying(inner, { maxAttempts: 3 });
  const sending = sender.send(events, 1);
  await time.advance(60_000);
  expect(await sending).toMatchObject({ kind: "rejected", reason: "gave_up", code: "network" });
  expect(inner.sendings).toHaveLength(3);
});

it("gives up when the next attempt would come too late", async () => {
  const inner = createStubSender(() => down);
  const { time, sender } = retrying(inner, { maxAgeMs: 2_000 });
  const sending = sender.send(events, 1);
  await time.advance(1_125);
  expect(await sending).toMatchObject({ kind: "rejected", reason: "gave_up" });
  expect(inner.sendings).toHaveLength(3);
});

it("ends its waits when it is closed, with the last failure, and closes the inner sender", async () => {
  const inner = createStubSender(() => busy(60_000));
  const { time, sender } = retrying(inner);
  const sendings = [sender.send(events, 1)];
  await time.advance(1);
  sendings.push(sender.send(events, 1));
  sender.close();
  for (const result of await Promise.all(sendings)) expect(result.kind).toBe("retryable");
  expect(await sender.send(events, 1)).toBe(down);
  expect(inner.isClosed).toBe(true);
  expect(time.waiting).toBe(0);
});
