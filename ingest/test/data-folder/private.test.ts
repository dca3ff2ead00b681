import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePrivate } from "../../src/data-folder/private.js";
import { runSafar, startServe } from "../journey/serve-process.js";

let folder: string;
const at = (name: string) => join(folder, name);
const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-private-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Every file and folder that others than its owner may do anything with. */
async function openTo(others: number, root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => !entry.isSymbolicLink()).map((one) => join(one.parentPath, one.name));
  const modes = await Promise.all(
    [root, ...paths].map(async (path) => ({ path, mode: await modeOf(path).catch(() => 0) })),
  );
  return modes.filter(({ mode }) => (mode & others) !== 0).map(({ path }) => path);
}

it("under a usual mask everything of a data folder, a backup and a restored folder is its owner's alone", async () => {
  const mask = process.umask(0o022);
  try {
    const server = await startServe(at("data"));
    const answer = await fetch(`${server.collector}/v1/track`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
      body: JSON.stringify({ event: "x", userId: "u" }),
    });
    expect(answer.status).toBe(200);
    expect((await runSafar(["backup", at("backup"), "--data", at("data")]).ended).code).toBe(0);
    expect(await openTo(0o077, at("data"))).toEqual([]);
    await server.end("SIGTERM");
    expect((await runSafar(["restore", at("backup"), "--data", at("restored")]).ended).code).toBe(0);
    for (const made of ["data", "backup", "restored"]) expect(await openTo(0o077, at(made))).toEqual([]);
  } finally {
    process.umask(mask);
  }
}, 180_000);

it("a data folder of an earlier release is closed when it is opened", async () => {
  await mkdir(at("earlier"));
  await writeFile(at("earlier/sources.json"), "{}");
  await chmod(at("earlier"), 0o755);
  expect(await makePrivate(at("earlier"))).toBe(true);
  expect(await modeOf(at("earlier"))).toBe(0o700);
  expect(await makePrivate(at("earlier"))).toBe(false);
});

it("a folder that holds something else, or everybody's files, is left as it is", async () => {
  await mkdir(at("home"));
  await writeFile(at("home/letter.txt"), "mine");
  await chmod(at("home"), 0o755);
  await mkdir(at("tmp"));
  await chmod(at("tmp"), 0o1777);
  expect([await makePrivate(at("home")), await makePrivate(at("tmp"))]).toEqual([false, false]);
  expect([await modeOf(at("home")), await modeOf(at("tmp"))]).toEqual([0o755, 0o1777]);
});
