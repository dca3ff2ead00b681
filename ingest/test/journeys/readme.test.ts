import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { checkJourney } from "../../src/journeys/definition/check-journey.js";
import { PROBLEM_CODES } from "../../src/journeys/definition/problem.js";
import { STATUS_WORDS } from "../../src/journeys/journal/message-words.js";
import { shippedJourneys } from "../../src/journeys/new-command.js";
import { NOT_SENT_LIVE } from "../../src/journeys/sending/not-sent-live.js";
import { NOT_SENT } from "../../src/journeys/sending/second-look.js";

const readme = await readFile(new URL("../../src/journeys/README.md", import.meta.url), "utf8");

describe("the README of journeys", () => {
  it("lists every problem", () => {
    const rows = [...readme.split("## What can be wrong")[1]!.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(
      ([, code, means]) => [code, means],
    );
    expect(Object.fromEntries(rows)).toEqual(PROBLEM_CODES);
  });

  it("lists why a message is not sent, and the journeys that come with Safar", async () => {
    for (const [why, means] of Object.entries({ ...NOT_SENT, ...NOT_SENT_LIVE }))
      expect(readme).toContain(`| \`${why}\` | ${means} |`);
    for (const { name } of await shippedJourneys()) expect(readme).toContain(`| \`${name}\` |`);
  });

  it("says what each status of a message means", () => {
    for (const [status, means] of Object.entries(STATUS_WORDS))
      expect(readme).toContain(`| \`${status}\` | ${means}`);
  });

  it("shows a journey that holds", () => {
    const [, text] = /```json\n(\{\n {2}"\$schema"[^`]+)```/.exec(readme)!;
    expect(checkJourney(JSON.parse(text!)).problems).toEqual([]);
  });
});
