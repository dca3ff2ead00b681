import { expect, it } from "vitest";
import { createMessageIds } from "../../src/core/index.js";

const zeros = createMessageIds((words) => words.fill(0));
const random = () =>
  createMessageIds((words) => void crypto.getRandomValues(words as Uint32Array<ArrayBuffer>));

it("writes the form of UUID version 7", () => {
  const newId = random();
  for (let count = 0; count < 1_000; count++) {
    expect(newId(Date.now())).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
});

it("puts the milliseconds first, then a counter, then the random bits", () => {
  expect(zeros(0x0123_4567_89ab)).toBe("01234567-89ab-7000-8000-000000000000");
  expect(zeros(0x0123_4567_89ab)).toBe("01234567-89ab-7001-8000-000000000000");
  expect(zeros(0x0123_4567_89ac)).toBe("01234567-89ac-7000-8000-000000000000");
});

it("uses all random bits, with the variant in the first two", () => {
  const ones = createMessageIds((words) => words.fill(0xffff_ffff));
  expect(ones(0)).toBe("00000000-0000-7000-bfff-ffffffffffff");
});

it("grows within a millisecond, beyond the counter, and when the clock is set back", () => {
  const newId = random();
  const times = [...Array(10_000).fill(1_000), 999, 500, 1_001, 1_002, 5_000.7, 5_000.2];
  const made = times.map((now) => newId(now));
  expect(made).toEqual([...made].sort());
  expect(new Set(made).size).toBe(made.length);
});

it("makes 200,000 different ids, by two makers at the same time", () => {
  const makers = [random(), random()];
  const made = new Set<string>();
  for (let count = 0; count < 100_000; count++) for (const newId of makers) made.add(newId(count >> 8));
  expect(made.size).toBe(200_000);
});
