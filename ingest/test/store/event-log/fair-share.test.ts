import { expect, it } from "vitest";
import { EventLogFullError, type LogRecords } from "../../../src/store/event-log/event-log.js";
import { fairShare } from "../../../src/store/event-log/fair-share.js";

/** A log that stores nothing until it is told to. */
function slowLog(max: number) {
  const waiting: (() => void)[] = [];
  const log = fairShare(
    {
      append: () => new Promise<void>((resolve) => waiting.push(resolve)),
      unavailable: () => undefined,
      pending: () => 0,
      close: async () => {},
    },
    max,
  );
  const append = (owner: string, chars: number) => {
    const records: LogRecords = { events: ["x".repeat(chars)], people: ["p"], deadLetters: [], owner };
    let refused: unknown;
    const done = log.append(records).catch((error: unknown) => {
      refused = error;
    });
    return { done, refused: () => refused };
  };
  /** Appends until it is refused; gives how much was taken. */
  const fill = async (owner: string, chars: number) => {
    for (let taken = 0; ; taken += chars) {
      const { refused } = append(owner, chars);
      await Promise.resolve();
      await Promise.resolve();
      if (refused()) {
        expect(refused()).toBeInstanceOf(EventLogFullError);
        return taken;
      }
    }
  };
  return {
    append,
    fill,
    store() {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

it("one owner holds two thirds at most, two hold two fifths each, and there is room for whoever comes next", async () => {
  const { fill } = slowLog(30_000);
  expect(await fill("noisy", 10)).toBeCloseTo(20_000, -2);
  expect(await fill("quiet", 10)).toBeGreaterThan(6_000);
  expect(await fill("third", 10)).toBeGreaterThan(2_000);
});

it("what is stored, or was refused by the log, makes room again", async () => {
  const { fill, store } = slowLog(30_000);
  const taken = await fill("noisy", 10);
  store();
  await new Promise(setImmediate);
  expect(await fill("noisy", 10)).toBe(taken);

  const broken = fairShare(
    {
      append: () => Promise.reject(new Error("away")),
      unavailable: () => undefined,
      pending: () => 0,
      close: async () => {},
    },
    1_000,
  );
  const records = { events: ["x".repeat(900)], people: ["p"], deadLetters: [], owner: "one" };
  for (let n = 0; n < 5; n++) await expect(broken.append(records)).rejects.toThrow("away");
});

it("an owner's only request is never refused for its share", async () => {
  const { append } = slowLog(1_000);
  const { refused } = append("large", 900);
  const next = append("other", 90);
  await Promise.resolve();
  expect([refused(), next.refused()]).toEqual([undefined, undefined]);
});
