import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeWhole } from "../../src/data-folder/whole-file.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-whole-file-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("a new file is its owner's alone; one that was there keeps who may read it", async () => {
  const path = join(folder, "new", "file");
  await writeWhole(path, "a");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await chmod(path, 0o640);
  await writeWhole(path, "b");
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect(await readFile(path, "utf8")).toBe("b");
});

it("who may read a file stays so under any mask of the process", async () => {
  const path = join(folder, "file");
  await writeFile(path, "a");
  await chmod(path, 0o640);
  const mask = process.umask(0o077);
  try {
    await writeWhole(path, "b");
  } finally {
    process.umask(mask);
  }
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

it("what can't be put in place leaves no draft behind", async () => {
  await writeFile(join(folder, "inside"), "");
  await expect(writeWhole(folder, "a")).rejects.toThrow("EISDIR");
  expect(await readdir(folder)).toEqual(["inside"]);
  expect((await readdir(join(folder, ".."))).filter((name) => name.endsWith(`${process.pid}.tmp`))).toEqual(
    [],
  );
});
