import { expect, it } from "vitest";
import { seldom } from "../../../src/output/logging/seldom.js";

it("writes each kind of line now and then, and counts the ones it leaves out", () => {
  const written: [string, number][] = [];
  const log = seldom(1_000);
  const say = (kind: string, now: number) => log(kind, (leftOut) => written.push([kind, leftOut]), now);
  for (const now of [0, 1, 999]) say("full", now);
  say("disk", 500);
  say("full", 1_000);
  say("full", 1_500);
  say("full", 2_000);
  expect(written).toEqual([
    ["full", 0],
    ["disk", 0],
    ["full", 2],
    ["full", 1],
  ]);
});
