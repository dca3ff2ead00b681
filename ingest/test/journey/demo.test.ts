import { expect, it } from "vitest";
import { runSafar } from "./serve-process.js";

it("the demo's figures are equal to the simulator's books to the last digit", async () => {
  const { code, stdout, stderr } = await runSafar(["demo", "--customers", "300", "--seed", "11"]).ended;
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("seed 11");
  expect(stdout).toMatch(/All \d+ figures are equal to the last digit/);
  expect(stdout).toMatch(/(\d+) of \1 equal/);
  expect(stdout.match(/│ yes/g)?.length).toBeGreaterThanOrEqual(20);
  expect(stdout).not.toContain("NO");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
