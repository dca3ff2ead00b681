import { expect, it } from "vitest";
import { alarm } from "../../../src/journeys/engine/alarm.js";

const HOUR = 3_600_000;

it("ends a wait when it rings, and the next one at once if it rang before", async () => {
  const { wait, ring } = alarm();
  const waiting = wait(HOUR);
  ring();
  await waiting;
  ring();
  ring();
  await wait(HOUR);
});

it("rings once, however often it was rung", async () => {
  const { wait, ring } = alarm();
  ring();
  ring();
  await wait(HOUR);
  let isOver = false;
  const waiting = wait(HOUR).then(() => {
    isOver = true;
  });
  await Promise.resolve();
  expect(isOver).toBe(false);
  ring();
  await waiting;
});
