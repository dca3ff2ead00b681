import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const { findings } = (await import(join(ROOT, ".ci/supply-chain.mjs"))) as {
  findings(lock: { packages: Record<string, object> }): string[];
};
const good = { version: "1.0.0", license: "MIT", integrity: "sha512-AA==" };

describe("others' packages", () => {
  it("are those that somebody agreed to", () => {
    expect(findings(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")))).toEqual([]);
  });

  it.each([
    ["a licence that binds", { ...good, license: "AGPL-3.0" }, "its licence is AGPL-3.0"],
    ["none at all", { ...good, license: undefined }, "its licence is none"],
    ["one for building that is released", { ...good, license: "MPL-2.0" }, "is released with Safar"],
    ["a script", { ...good, hasInstallScript: true }, "runs a script"],
    ["no checksum", { ...good, integrity: undefined }, "no checksum"],
    ["a weak one", { ...good, integrity: "sha1-AA==" }, "no checksum"],
    ["another place", { ...good, resolved: "git+ssh://git@example.org/x.git" }, "comes from git"],
    ["an end", { ...good, deprecated: "use another" }, "gave it up"],
  ])("with %s are found", (_, entry, says) => {
    expect(findings({ packages: { "node_modules/a/node_modules/b": entry } })).toEqual([
      expect.stringMatching(new RegExp(`^b@1\\.0\\.0: .*${says}`)),
    ]);
  });

  it("of two licences one will do, and one for building stays out of the release", () => {
    expect(findings({ packages: { "node_modules/a": { ...good, license: "(GPL-3.0 OR MIT)" } } })).toEqual(
      [],
    );
    expect(findings({ packages: { "node_modules/a": { ...good, license: "MPL-2.0", dev: true } } })).toEqual(
      [],
    );
  });
});

it("the bill of materials names what is released, and nothing that only builds it", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [command, ...args] = (scripts.sbom as string).split(" ");
  const bill = JSON.parse(
    execFileSync(command!, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }),
  );
  const names = (bill.components as { name: string; group?: string }[]).map(({ name }) => name);
  expect(bill.bomFormat).toBe("CycloneDX");
  for (const name of ["fastify", "kafkajs", "@chdb/lib-linux-x64-gnu"]) expect(names).toContain(name);
  for (const name of ["vitest", "typescript", "rollup"]) expect(names).not.toContain(name);
});

it("the release publishes from a tag alone, with provenance and its bill of materials", () => {
  const workflow = load(readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8")) as {
    on: { push: { tags: string[] } };
    permissions: object;
    jobs: { release: { permissions: object; steps: { run?: string }[] } };
  };
  expect(workflow.on).toEqual({ push: { tags: ["v*"] } });
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.release.permissions).toMatchObject({ "id-token": "write", attestations: "write" });
  const runs = workflow.jobs.release.steps.map(({ run = "" }) => run).join("\n");
  for (const step of [
    "npm ci --ignore-scripts",
    ".ci/run",
    "npm run --silent sbom",
    "npm publish --provenance",
  ])
    expect(runs).toContain(step);
});
