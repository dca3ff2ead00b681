import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { dropReasons } from "../src/core/drop-reason.js";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

/** The first column of the table under a heading. */
const listed = (heading: string): string[] => {
  const section = read("README.md").split(`${heading}\n`)[1]!.split(/\n##/)[0]!;
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
};

/** The fields that an interface declares. */
const declared = (path: string, name: string): string[] => {
  const body = read(path).split(`interface ${name} {`)[1]!.split("\n}")[0]!;
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field]) => field!);
};

it("lists every option, and no other", () => {
  expect(listed("## Options").sort()).toEqual(declared("src/browser/options.ts", "SafarOptions").sort());
});

it("lists everything that on() tells of", () => {
  expect(listed("### `on(name, listener)`").sort()).toEqual(
    declared("src/browser/events.ts", "SafarEvents").sort(),
  );
});

it("lists reasons of drops by the names of the closed list", () => {
  const reasons = listed("### Reasons of drops");
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(dropReasons).toContain(reason);
});

it("names the defaults that the code has", () => {
  const source = ["delivery", "queue", "recorder", "visitor"]
    .map((part) => read(`src/browser/${part}.ts`))
    .join("");
  for (const [name, value, written] of [
    ["maxEvents", "10_000", "10,000"],
    ["maxBytes", "10_485_760", "10 MiB"],
    ["batchEvents", "100", "100"],
    ["flushInterval", "1_000", "1,000"],
    ["sessionTimeout", "1_800_000", "30 minutes"],
  ]) {
    expect(source).toContain(`${name} = ${value}`);
    expect(read("README.md")).toContain(`| \`${name}\` | ${written} |`);
  }
});
