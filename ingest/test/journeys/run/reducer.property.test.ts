import fc from "fast-check";
import { expect, it } from "vitest";
import { checkJourney } from "../../../src/journeys/definition/check-journey.js";
import { histories } from "./drawn.js";
import { carryOut, type Disorder } from "./engine-like.js";
import { slowly } from "./slow-model.js";

const SEED = Number(process.env.SAFAR_JOURNEYS_SEED ?? 22);
const RUNS = 1_500;

/** Disorder that a number decides. */
function disorderOf(seed: number): Disorder {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    chance: () => draw() < 0.3,
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: draw() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
}

it(`does what the design says, whatever is late, doubled, out of order, restarted or linked (seed ${SEED})`, () => {
  const seen = { messages: 0, goals: 0, merged: 0, whole: 0 };
  fc.assert(
    fc.property(histories, fc.integer({ min: 1, max: 2 ** 31 }), (history, seed) => {
      expect(
        checkJourney(history.definition).problems.filter(({ code }) => code !== "unreachable_node"),
      ).toEqual([]);
      const model = slowly(history);
      expect(carryOut(history, disorderOf(seed))).toEqual(model);
      const ends = Object.values(model.endings);
      seen.messages += model.messages.length;
      seen.goals += ends.filter((end) => end === "goal").length;
      seen.merged += ends.filter((end) => end === "merged").length;
      seen.whole += ends.filter((end) => end === "end").length;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // The draws reach every kind of end often enough to mean something.
  for (const count of Object.values(seen)) expect(count, JSON.stringify(seen)).toBeGreaterThan(50);
});
