import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openClickHousePassword } from "../../src/data-folder/clickhouse-password.js";
import { openSourcesFile } from "../../src/sources/sources-file.js";

const first = { id: "shop", currency: "EUR", timeZone: "UTC" };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-sources-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("the first start makes a source and a key that nobody guesses; the next one finds them", async () => {
  const path = join(folder, "new", "sources.json");
  const made = await openSourcesFile(path, first);
  expect(made).toMatchObject({ created: true, sources: [first] });
  const key = made.sources[0]?.writeKeys[0] ?? "";
  expect(key).toMatch(/^wk_[\w-]{24}$/);
  expect(made.find(key)).toMatchObject(first);
  expect(made.find("wk_other")).toBeUndefined();
  expect((await stat(path)).mode & 0o077).toBe(0);

  const found = await openSourcesFile(path, { ...first, id: "another" });
  expect(found).toMatchObject({ created: false, sources: [{ id: "shop", writeKeys: [key] }] });
  expect(found.find(key)).toMatchObject(first);
});

it.each(["", "{", "{}", '{"sources":[{"id":"x"}]}'])(
  "a file that holds %j is refused, not overwritten",
  async (text) => {
    const path = join(folder, "sources.json");
    await writeFile(path, text);
    await expect(openSourcesFile(path, first)).rejects.toThrow("is not a list of sources");
    expect(await readFile(path, "utf8")).toBe(text);
  },
);

it("a source whose word on orders is unclear is refused, with what can stand there", async () => {
  const path = join(folder, "sources.json");
  const entry = { ...first, writeKeys: ["wk_1"] };
  await writeFile(path, JSON.stringify({ sources: [{ ...entry, ordersFrom: "server" }] }));
  expect((await openSourcesFile(path, first)).find("wk_1")).toMatchObject({ ordersFrom: "server" });
  await writeFile(path, JSON.stringify({ sources: [{ ...entry, ordersFrom: "servers" }] }));
  await expect(openSourcesFile(path, first)).rejects.toThrow('Set it to "any" or "server"');
});

it("the analysts' password is made once, kept, and changed by the configuration", async () => {
  const path = join(folder, "secrets.json");
  const made = await openClickHousePassword(path, "");
  expect(made).toMatch(/^[\w-]{24}$/);
  expect(await openClickHousePassword(path, "")).toBe(made);
  expect(await openClickHousePassword(path, "chosen")).toBe("chosen");
  expect(await openClickHousePassword(path, "")).toBe("chosen");
  expect((await stat(path)).mode & 0o077).toBe(0);
});
