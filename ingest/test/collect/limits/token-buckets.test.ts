import fc from "fast-check";
import { expect, it } from "vitest";
import { tokenBuckets } from "../../../src/collect/limits/token-buckets.js";

it("gives each sender its allowance, a burst at first, and says how long to wait", () => {
  const limit = tokenBuckets({ perSecond: 10, burst: 20 });
  for (let n = 0; n < 20; n++) expect(limit.take("noisy", 1, 0)).toBe(0);
  expect(limit.take("noisy", 1, 0)).toBeGreaterThan(0);
  expect(limit.take("quiet", 1, 0)).toBe(0);
  expect(limit.take("noisy", 1, 100)).toBe(0);
  expect(limit.take("noisy", 1, 100)).toBeGreaterThan(0);
});

it("a batch larger than what is left passes, and its debt is waited for", () => {
  const limit = tokenBuckets({ perSecond: 10, burst: 20 });
  expect(limit.take("one", 120, 0)).toBe(0);
  expect(limit.take("one", 1, 0)).toBe(10_000);
  expect(limit.take("one", 1, 9_999)).toBeGreaterThan(0);
  expect(limit.take("one", 1, 10_001)).toBe(0);
});

it("over any time nobody gets more than the burst, the rate and one batch", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.nat(500), amount: fc.integer({ min: 1, max: 50 }) }), { maxLength: 200 }),
      (requests) => {
        const limit = tokenBuckets({ perSecond: 10, burst: 20 });
        let now = 0;
        let taken = 0;
        for (const { wait, amount } of requests) {
          now += wait;
          if (limit.take("one", amount, now) === 0) taken += amount;
        }
        expect(taken).toBeLessThanOrEqual(20 + now / 100 + 50);
      },
    ),
  );
});

it("remembers only so many senders, and forgets whoever was quiet longest", () => {
  const limit = tokenBuckets({ perSecond: 1, burst: 1, most: 3 });
  for (const sender of ["a", "b", "c"]) limit.take(sender, 1, 0);
  limit.take("a", 1, 0);
  limit.take("d", 1, 0);
  expect(limit.take("a", 1, 0)).toBeGreaterThan(0);
  expect(limit.take("b", 1, 0)).toBe(0);
});

it("0 is no limit", () => {
  const limit = tokenBuckets({ perSecond: 0, burst: 0 });
  for (let n = 0; n < 1000; n++) expect(limit.take("one", 1_000_000, 0)).toBe(0);
});

it("counts what was taken elsewhere, and tells what was taken here in portions", () => {
  const told: [string, number][] = [];
  const limit = tokenBuckets({
    perSecond: 10,
    burst: 20,
    tell: (...one) => told.push(one),
    tellFrom: 5,
  });
  for (let n = 0; n < 6; n++) limit.take("one", 2, 0);
  expect(told).toEqual([
    ["one", 6],
    ["one", 6],
  ]);
  limit.took("one", 28, 0);
  expect(limit.take("one", 1, 0)).toBe(2_000);
  expect(limit.take("one", 1, 2_001)).toBe(0);
  limit.took("two", 20, 0);
  expect(limit.take("two", 1, 0)).toBeGreaterThan(0);
});

it("several that tell each other give a sender what one would give, and at most what they had not told", () => {
  const among = 4;
  const counts: ((sender: string, amount: number) => void)[] = [];
  const limits = Array.from({ length: among }, (_, own) => {
    const limit = tokenBuckets({
      perSecond: 10,
      burst: 80,
      tellFrom: 80 / 8 / among,
      tell: (sender, amount) => {
        for (const [other, count] of counts.entries()) if (other !== own) count(sender, amount);
      },
    });
    counts.push((sender, amount) => limit.took(sender, amount, now));
    return limit;
  });
  let now = 0;
  let taken = 0;
  for (let n = 0; n < 10_000; n++) {
    now = n;
    if (limits[n % among]?.take("one", 1, now) === 0) taken += 1;
  }
  expect(taken).toBeGreaterThanOrEqual(80 + 99);
  expect(taken).toBeLessThanOrEqual(80 + 100 + 80 / 8 + 1);
});
