import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" })
  .trim()
  .split("\n");
const scripts = Object.keys(JSON.parse(read("package.json")).scripts);

it.each(documents)("%s links to what there is", (file) => {
  const links = [...read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
  const broken = links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !existsSync(join(ROOT, dirname(file), link)));
  expect(broken).toEqual([]);
});

it.each(documents)("%s names scripts that there are", (file) => {
  const named = [...read(file).matchAll(/npm run ([\w:-]+)(?![\w:-]| -w)/g)].map(([, script]) => script!);
  expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
});

it("every night runs scripts that there are", () => {
  const { jobs } = load(read(".github/workflows/nightly.yml")) as {
    jobs: { system: { strategy: { matrix: { run: string[] } } } };
  };
  const { run } = jobs.system.strategy.matrix;
  expect(run.length).toBeGreaterThan(5);
  expect(run.filter((script) => !scripts.includes(script))).toEqual([]);
});

it("nothing tells people to run a package of a name that is not Safar's", () => {
  const { stdout } = spawnSync("git", ["grep", "-lE", "npx (--yes |-y )?safar\\b", "--", ":!*.test.ts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});
