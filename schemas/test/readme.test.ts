import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { EVENT_PROBLEMS } from "../src/event-problem.js";

it("the README lists every problem with what to do about it", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, code, message]) => [
    code,
    message,
  ]);
  expect(Object.fromEntries(rows)).toEqual(EVENT_PROBLEMS);
});
