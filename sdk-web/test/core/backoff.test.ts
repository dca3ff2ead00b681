import { expect, it } from "vitest";
import { backoffDelay } from "../../src/core/index.js";

it("doubles up to the longest delay; half of it is chance", () => {
  const least = [1, 2, 3, 4, 7, 50, 5_000].map((attempt) => backoffDelay(attempt, () => 0, 500, 30_000));
  const most = [1, 2, 3, 4, 7, 50, 5_000].map((attempt) =>
    backoffDelay(attempt, () => 0.999999, 500, 30_000),
  );
  expect(least).toEqual([250, 500, 1_000, 2_000, 15_000, 15_000, 15_000]);
  expect(most).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000, 30_000]);
});
