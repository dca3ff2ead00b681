import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const FILE = new URL("../../../.github/SECURITY.md", import.meta.url);
const text = readFileSync(FILE, "utf8");
const links = (part: string) => [...part.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link!);

/** The lines of the tables whose last column names tests. */
const threats = text
  .split("\n## ")
  .filter((section) => section.includes("| threat | protection | test |"))
  .flatMap((section) => section.split("\n"))
  .filter((line) => line.startsWith("| ") && !line.startsWith("| threat"));

it("names a test that there is for every threat", () => {
  expect(threats.length).toBeGreaterThan(25);
  for (const line of threats) {
    const [, , , tests = ""] = line.split("|");
    const named = links(tests);
    expect(named, line).not.toEqual([]);
    for (const test of named)
      expect([test, test.endsWith(".test.ts") && existsSync(new URL(test, FILE))]).toEqual([test, true]);
  }
});

it.each(["security", "collect/limits"])("names every test of %s", (folder) => {
  const names = readdirSync(new URL(`../${folder}/`, import.meta.url)).filter((name) =>
    name.endsWith(".test.ts"),
  );
  for (const name of names) if (name !== "threat-model.test.ts") expect(text).toContain(`${folder}/${name})`);
});

it("links to what there is", () => {
  for (const link of links(text)) expect([link, existsSync(new URL(link, FILE))]).toEqual([link, true]);
});
