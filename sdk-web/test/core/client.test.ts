import { describe, expect, it } from "vitest";
import {
  type BatchRefusal,
  type ClientOptions,
  createClient,
  createMemoryQueue,
  createRetryingSender,
  type Drop,
  noDrops,
} from "../../src/core/index.js";
import { accepted, createStubSender, down, type StubSender } from "./stub-sender.js";
import { createVirtualTime, settled } from "./virtual-time.js";

function clientOf(sender: StubSender, options: Partial<ClientOptions> & { maxEvents?: number } = {}) {
  const time = createVirtualTime();
  const heard = {
    drops: [] as Drop[],
    acknowledged: [] as [accepted: number, rejected: number][],
    refused: [] as BatchRefusal[],
    busy: [] as boolean[],
  };
  let count = 0;
  const retrying = createRetryingSender(sender, {
    minDelayMs: 500,
    maxDelayMs: 30_000,
    maxAttempts: 5,
    maxAgeMs: Number.POSITIVE_INFINITY,
    clock: time.clock,
    timer: time.timer,
    random: () => 0.5,
    onRetry: () => {},
  });
  const client = createClient({
    library: { name: "test", version: "1" },
    queue: createMemoryQueue({ maxEvents: options.maxEvents ?? 10, maxBytes: 1e6, whenFull: "refuse_new" }),
    sender: retrying,
    clock: time.clock,
    timer: time.timer,
    messageIds: () => `m${++count}`,
    byteLength: Buffer.byteLength,
    maxBatchEvents: 3,
    flushIntervalMs: 1_000,
    maxInFlight: 2,
    observer: {
      onDrop: (drop) => heard.drops.push(drop),
      onAcknowledged: (counts) => heard.acknowledged.push([counts.accepted, counts.rejected]),
      onRefused: (refusal) => heard.refused.push(refusal),
      onBusy: (isBusy) => heard.busy.push(isBusy),
    },
    ...options,
  });
  const track = (times = 1) => {
    let hasRoom = true;
    for (let done = 0; done < times; done++) hasRoom = client.record("track", { userId: "u1", event: "x" });
    return hasRoom;
  };
  return { client, time, heard, track };
}

const sentIds = (sender: StubSender) => sender.sendings.map(({ ids }) => ids.join(" "));

describe("a batch goes out", () => {
  it("when it is full", async () => {
    const sender = createStubSender(() => accepted);
    const { track, heard } = clientOf(sender);
    track(7);
    await settled();
    expect(sentIds(sender)).toEqual(["m1 m2 m3", "m4 m5 m6"]);
    expect(heard.acknowledged).toEqual([
      [3, 0],
      [3, 0],
    ]);
  });

  it("when its first event has waited long enough", async () => {
    const sender = createStubSender(() => accepted);
    const { track, time } = clientOf(sender);
    track();
    await time.advance(999);
    track();
    expect(sentIds(sender)).toEqual([]);
    await time.advance(1);
    expect(sentIds(sender)).toEqual(["m1 m2"]);
    expect(time.waiting).toBe(0);
  });

  it("when it is flushed", async () => {
    const sender = createStubSender(() => accepted);
    const { client, track } = clientOf(sender);
    track();
    expect(await client.flush()).toBe(true);
    expect(sentIds(sender)).toEqual(["m1"]);
  });
});

describe("every event is counted", () => {
  const counts = { tracked: 0, queued: 0, inFlight: 0, sent: 0, dropped: noDrops() };

  it("while it waits, while it is sent, and when it is taken", async () => {
    const sender = createStubSender((_, count) => (count === 1 ? down : accepted));
    const { client, track, time } = clientOf(sender);
    track(4);
    await settled();
    expect(client.statistics()).toEqual({ ...counts, tracked: 4, queued: 1, inFlight: 3 });
    await time.advance(1_000);
    expect(client.statistics()).toEqual({ ...counts, tracked: 4, sent: 4 });
  });

  it("when the collector refuses it, and its neighbours are not", async () => {
    const rejected = [
      { index: 1, code: "bad", message: "It is bad." },
      { index: 1, code: "twice", message: "It is told twice." },
      { index: 9, code: "beyond", message: "There is no such event." },
      { index: Number.NaN, code: "none", message: "There is no such index." },
    ];
    const { client, track, heard } = clientOf(createStubSender(() => ({ kind: "sent", rejected })));
    track(3);
    await settled();
    expect(client.statistics()).toMatchObject({ sent: 2, dropped: { rejected: 1 } });
    expect(heard.acknowledged).toEqual([[2, 1]]);
    expect(heard.drops).toEqual([
      {
        reason: "rejected",
        code: "twice",
        message: "It is told twice.",
        messageId: "m2",
        json: expect.stringContaining('"messageId":"m2"'),
      },
    ]);
  });

  it.each([
    [{ kind: "rejected", reason: "unauthorized", code: "http_401", message: "" }, "unauthorized"],
    [{ kind: "rejected", reason: "rejected", code: "http_400", message: "" }, "rejected"],
    [{ kind: "too_large", code: "http_413", message: "" }, "too_large"],
    [down, "gave_up"],
  ] as const)("when its batch ends as %j", async (result, reason) => {
    const { client, track, heard, time } = clientOf(createStubSender(() => result));
    track(3);
    await time.advance(100_000);
    expect(client.statistics()).toEqual({ ...counts, tracked: 3, dropped: { ...noDrops(), [reason]: 3 } });
    expect(heard.drops.map((drop) => drop.reason)).toEqual([reason, reason, reason]);
    expect(heard.refused[0]).toMatchObject({ reason });
  });

  it("when it finds the queue full", async () => {
    const { client, track, heard } = clientOf(createStubSender(() => new Promise(() => {})));
    track(20);
    expect(client.statistics()).toEqual({
      ...counts,
      tracked: 20,
      queued: 10,
      inFlight: 6,
      dropped: { ...noDrops(), queue_full: 4 },
    });
    expect(heard.drops.map(({ messageId }) => messageId)).toEqual(["m17", "m18", "m19", "m20"]);
  });

  it("when it cannot be made", () => {
    const { client, heard } = clientOf(createStubSender(() => accepted));
    client.record("track", { userId: "u1" });
    client.record("track", { userId: "u1", event: "x", properties: { price: 1n } });
    expect(client.statistics()).toMatchObject({ tracked: 2, dropped: { invalid: 1, not_serialisable: 1 } });
    expect(heard.drops.map(({ code }) => code)).toEqual(["event_missing", "not_serialisable"]);
    expect(heard.busy).toEqual([]);
  });
});

it("keeps what was said when it was said", async () => {
  const texts: string[] = [];
  const { client } = clientOf(
    createStubSender((events) => {
      texts.push(...events.map(({ json }) => json));
      return accepted;
    }),
  );
  const properties = { price: 1 };
  client.record("track", { userId: "u1", event: "x", properties });
  properties.price = 2;
  await client.flush();
  expect(texts.map((text) => JSON.parse(text).properties)).toEqual([{ price: 1 }]);
});

describe("a loop that tracks a lot", () => {
  it("is told when the queue is half full, and when there is room again", async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { client, track, heard } = clientOf(createStubSender(() => answered.then(() => accepted)));
    expect(track(10)).toBe(true);
    expect(track()).toBe(false);
    const drained = client.drained();
    answer();
    await drained;
    expect(track()).toBe(true);
    await client.drained();
    expect(heard.drops).toEqual([]);
  });
});

describe("flush", () => {
  it("says so when the time runs out, and loses nothing by it", async () => {
    const sender = createStubSender((_, count) => (count === 1 ? down : accepted));
    const { client, track, time } = clientOf(sender);
    track();
    const flushed = client.flush(100);
    await time.advance(100);
    expect(await flushed).toBe(false);
    await time.advance(1_000);
    expect(client.statistics()).toMatchObject({ sent: 1, queued: 0 });
  });
});

describe("close", () => {
  it("delivers what waits, and takes no more", async () => {
    const sender = createStubSender(() => accepted);
    const { client, track, time, heard } = clientOf(sender);
    track(4);
    await client.close(1_000);
    track();
    expect(client.statistics()).toMatchObject({ tracked: 5, sent: 4, dropped: { closed: 1 } });
    expect(sender.isClosed).toBe(true);
    expect(time.waiting).toBe(0);
    expect(heard.busy).toEqual([true, false]);
  });

  it("counts what is left when the time runs out", async () => {
    const { client, track, time, heard } = clientOf(createStubSender(() => down));
    track(9);
    const closed = client.close(100);
    await time.advance(100);
    await closed;
    expect(client.statistics()).toMatchObject({ queued: 0, inFlight: 0, sent: 0, dropped: { closed: 9 } });
    expect(heard.drops).toHaveLength(9);
    expect(heard.busy).toEqual([true, false]);
  });

  it("can be called twice", async () => {
    const { client, track } = clientOf(createStubSender(() => accepted));
    track();
    await Promise.all([client.close(1_000), client.close(1_000)]);
    expect(client.statistics()).toMatchObject({ sent: 1 });
  });
});
