import fc from "fast-check";
import { expect, it } from "vitest";
import {
  assign,
  beginCoverage,
  type Coverage,
  committable,
  cover,
  NOTHING_ASSIGNED,
  type Offsets,
  skipTo,
} from "../../src/load/offsets.js";
import type { LogRecord, Position } from "../../src/store/event-log/broker.js";
import { type Places, placesFrom } from "../../src/store/event-log/kafkajs/places.js";

/** One loader: the real decisions about made-up messages, of which only the offsets matter. */
interface ModelLoader {
  /** No other start of a loader has this number. */
  readonly start: number;
  offsets: Offsets;
  places: Places;
  forming: ModelBatch;
  storing: ModelBatch | undefined;
}

interface ModelBatch {
  coverage: Coverage;
  readonly taken: { partition: number; offset: number }[];
}

const PARTITIONS = 3;
const LOADERS = 3;

class Model {
  /** Offset behind the last message, and of the first one the broker still has. */
  readonly ends = Array.from({ length: PARTITIONS }, () => 0);
  readonly lows = Array.from({ length: PARTITIONS }, () => 0);
  readonly committed = new Map<number, number>();
  readonly stored = Array.from({ length: PARTITIONS }, () => new Set<number>());
  readonly loaders: ModelLoader[] = Array.from({ length: LOADERS }, newLoader);
  /** Of the assignment in force: what each loader has stored last of a partition. */
  readonly lastStored = new Map<string, number>();

  rebalance(owners: readonly number[], unaware: number): void {
    for (const [index, loader] of this.loaders.entries()) {
      if (index === unaware) continue;
      const positions = owners.flatMap((owner, partition): Position[] =>
        owner % LOADERS === index && owner % LOADERS !== unaware
          ? [{ kind: "events", partition, offset: this.committed.get(partition) ?? this.lows[partition]! }]
          : [],
      );
      loader.offsets = assign(loader.offsets, positions);
      loader.places = placesFrom(positions);
      loader.forming = { coverage: beginCoverage(loader.offsets), taken: [] };
    }
  }

  /** The library delivers `count` messages; `skew` before or behind the place where it should begin. */
  async deliver(index: number, partition: number, count: number, skew: number): Promise<void> {
    const loader = this.loaders[index]!;
    const { places } = loader;
    const low = this.lows[partition]!;
    const first = Math.max(low, places.next("events", partition) + skew);
    const last = Math.min(first + count, this.ends[partition]!) - 1;
    if (last < first) return;
    const records = Array.from({ length: last - first + 1 }, (_, i) => recordAt(first + i));
    const delivery = { kind: "events" as const, partition, askedFrom: first, records };
    const step = await places.step(delivery, async () => low);
    if (step === undefined) return;
    const from = places.next("events", partition);
    if (step.expired > 0)
      loader.offsets = skipTo(loader.offsets, { kind: "events", partition, offset: from });
    if (step.records.length === 0) return;
    const run = { kind: "events" as const, partition, from, last: step.records.at(-1)!.offset };
    places.passed("events", partition, step.records);
    const covered = cover(loader.offsets, loader.forming.coverage, run);
    if (covered === undefined) return;
    loader.offsets = covered.offsets;
    loader.forming.coverage = covered.coverage;
    for (const { offset } of step.records)
      if (offset >= covered.takeFrom) loader.forming.taken.push({ partition, offset });
  }

  begin(index: number): void {
    const loader = this.loaders[index]!;
    if (loader.storing || loader.forming.taken.length === 0) return;
    loader.storing = loader.forming;
    loader.forming = { coverage: beginCoverage(loader.offsets), taken: [] };
  }

  /** @param share of the batch that reaches the tables; `answered` says whether the loader hears of it */
  store(index: number, share: number, answered: boolean, commits: boolean): void {
    const loader = this.loaders[index]!;
    const batch = loader.storing;
    if (!batch) return;
    const rows = batch.taken.slice(0, Math.ceil(share * batch.taken.length));
    for (const { partition, offset } of rows) this.stored[partition]!.add(offset);
    if (share < 1 || !answered) {
      // It is tried again, unless its assignment is over.
      if (batch.coverage.assignment !== loader.offsets.assignment) loader.storing = undefined;
      return;
    }
    loader.storing = undefined;
    this.checkOrder(index, batch);
    if (!commits) return;
    for (const { partition, offset } of committable(loader.offsets, batch.coverage))
      this.committed.set(partition, offset);
  }

  /** Within one assignment a partition's messages are stored in the order of their offsets, each once. */
  checkOrder(index: number, { coverage, taken }: ModelBatch): void {
    for (const { partition, offset } of taken) {
      const key = `${this.loaders[index]!.start}/${coverage.assignment}/${partition}`;
      expect(offset).toBeGreaterThan(this.lastStored.get(key) ?? -1);
      this.lastStored.set(key, offset);
    }
  }

  expire(partition: number, share: number): void {
    const low = this.lows[partition]!;
    this.lows[partition] = low + Math.floor(share * (this.ends[partition]! - low));
  }

  checkNothingIsLeftOut(): void {
    for (const [partition, committed] of this.committed) {
      for (let offset = this.lows[partition]!; offset < committed; offset++) {
        if (!this.stored[partition]!.has(offset))
          throw new Error(
            `${committed} is committed for partition ${partition}, and ${offset} is not stored`,
          );
      }
    }
  }

  /** Everybody works on undisturbed until nothing is left to do. */
  async settle(): Promise<void> {
    this.rebalance([0, 1, 2], -1);
    for (const [index, loader] of this.loaders.entries()) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        // A place before which the broker has deleted is found in two steps.
        for (let tries = 0; tries < 3; tries++) await this.deliver(index, partition, 1_000, 0);
      }
      for (let batches = 0; batches < 2; batches++) {
        this.begin(index);
        this.store(index, 1, true, true);
      }
      expect(loader.storing).toBeUndefined();
    }
  }
}

let starts = 0;

function newLoader(): ModelLoader {
  const offsets = NOTHING_ASSIGNED;
  return {
    start: ++starts,
    offsets,
    places: placesFrom([]),
    forming: { coverage: beginCoverage(offsets), taken: [] },
    storing: undefined,
  };
}

function recordAt(offset: number): LogRecord {
  return { offset, sentAt: 0, value: null, headers: {} };
}

const partition = fc.nat(PARTITIONS - 1);
const loader = fc.nat(LOADERS - 1);
type Step = (model: Model) => void | Promise<void>;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(partition, fc.integer({ min: 1, max: 8 })).map(
      ([p, count]): Step =>
        (m) => {
          m.ends[p]! += count;
        },
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        loader,
        partition,
        fc.integer({ min: 1, max: 6 }),
        fc.oneof(fc.constant(0), fc.integer({ min: -3, max: 3 })),
      )
      .map(
        ([l, p, count, skew]): Step =>
          (m) =>
            m.deliver(l, p, count, skew),
      ),
  },
  {
    weight: 5,
    arbitrary: loader.map(
      (l): Step =>
        (m) =>
          m.begin(l),
    ),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        loader,
        fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.boolean(),
        fc.boolean(),
      )
      .map(
        ([l, share, answered, commits]): Step =>
          (m) =>
            m.store(l, share, answered, commits),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.array(fc.nat(LOADERS - 1), { minLength: PARTITIONS, maxLength: PARTITIONS }),
        fc.integer({ min: -3, max: 2 }),
      )
      .map(
        ([owners, unaware]): Step =>
          (m) =>
            m.rebalance(owners, unaware),
      ),
  },
  {
    weight: 1,
    arbitrary: loader.map(
      (l): Step =>
        (m) => {
          m.loaders[l] = newLoader();
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(partition, fc.double({ min: 0, max: 1, noNaN: true })).map(
      ([p, share]): Step =>
        (m) =>
          m.expire(p, share),
    ),
  },
);

it("never commits past a message that is not stored, and in the end stores every one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 80, size: "max" }), async (steps) => {
      const model = new Model();
      model.rebalance([0, 1, 2], -1);
      for (const take of steps) {
        await take(model);
        model.checkNothingIsLeftOut();
      }
      await model.settle();
      model.checkNothingIsLeftOut();
      for (const [p, end] of model.ends.entries()) {
        const missing = Array.from({ length: end - model.lows[p]! }, (_, i) => model.lows[p]! + i).filter(
          (offset) => !model.stored[p]!.has(offset),
        );
        expect(missing).toEqual([]);
      }
    }),
    { numRuns: 1_500 },
  );
});

it("notices a rule that commits what was taken instead of what was stored", async () => {
  const model = new Model();
  model.rebalance([0, 0, 0], -1);
  model.ends[0] = 5;
  await model.deliver(0, 0, 5, 0);
  for (const { partition: p, offset } of committable(
    model.loaders[0]!.offsets,
    model.loaders[0]!.forming.coverage,
  ))
    model.committed.set(p, offset);
  expect(() => model.checkNothingIsLeftOut()).toThrow("0 is not stored");
});
