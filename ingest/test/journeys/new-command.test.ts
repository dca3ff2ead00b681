import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { journeysCommand } from "../../src/journeys/command.js";
import { loadJourney } from "../../src/journeys/definition/load-journey.js";
import { shippedJourneys } from "../../src/journeys/new-command.js";
import { readSchemaFiles, schemaFolder } from "../../src/store/migrate/schema-files.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-new-"));
});
afterAll(() => rm(folder, { recursive: true }));

const create = (name: string) =>
  journeysCommand().exitOverride().parseAsync(["new", name, "--to", folder], { from: "user" });

it("copies a journey that holds where it was copied to, with its segments, and replaces none", async () => {
  const { views } = await readSchemaFiles(schemaFolder());
  for (const { name } of await shippedJourneys()) {
    await create(name);
    expect((await loadJourney(join(folder, `${name}.json`), views)).problems).toEqual([]);
  }
  const own = join(folder, "silent.json");
  await writeFile(own, "mine");
  await expect(create("silent")).rejects.toThrow(/is there already/);
  expect(await readFile(own, "utf8")).toBe("mine");
  await expect(create("unknown")).rejects.toThrow(/no journey "unknown".*abandoned-cart/);
});
