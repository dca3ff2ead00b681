import { expect, it } from "vitest";
import { shareOf, workerCount } from "../../../src/modes/workers/count.js";
import { readConfig } from "../../../src/settings/config.js";

const config = (workers: string, more = {}) =>
  readConfig({ env: { SAFAR_WORKERS: workers }, flags: { ...more } });

it("auto is one a core, and a number is that number", () => {
  expect(workerCount(config("auto"), 6)).toBe(6);
  expect(workerCount(config("3"), 6)).toBe(3);
  expect(workerCount(readConfig({ env: {} }), 6)).toBe(1);
});

it.each(["0", "-1", "65", "many", "1.5", ""])("refuses %j, and says what it may be", (workers) => {
  expect(() => config(workers)).toThrow(/SAFAR_WORKERS must be a whole number from 1 to 64, or auto/);
});

it("shares what may wait and what may be connected, and refuses to share too little", () => {
  const whole = config("4", { SAFAR_MAX_PENDING_MIB: 128, SAFAR_MAX_CONNECTIONS: 10 });
  expect(shareOf(whole, 4)).toMatchObject({ SAFAR_MAX_PENDING_MIB: 32, SAFAR_MAX_CONNECTIONS: 3 });
  expect(shareOf(whole, 4).SAFAR_ADDRESS_CONNECTIONS).toBe(250);
  expect(() => workerCount(config("4", { SAFAR_MAX_PENDING_MIB: 3 }))).toThrow("Allow at least 4");
});
