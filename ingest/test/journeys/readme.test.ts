import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { checkJourney } from "../../src/journeys/definition/check-journey.js";
import { PROBLEM_CODES } from "../../src/journeys/definition/problem.js";

const readme = await readFile(new URL("../../src/journeys/README.md", import.meta.url), "utf8");

describe("the README of journeys", () => {
  it("lists every problem", () => {
    const rows = [...readme.split("## What can be wrong")[1]!.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(
      ([, code, means]) => [code, means],
    );
    expect(Object.fromEntries(rows)).toEqual(PROBLEM_CODES);
  });

  it("shows a journey that holds", () => {
    const [, text] = /```json\n([^`]+)```/.exec(readme)!;
    expect(checkJourney(JSON.parse(text!)).problems).toEqual([]);
  });
});
