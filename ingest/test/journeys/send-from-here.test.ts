import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { journeysCommand } from "../../src/journeys/command.js";
import { folderSender } from "../../src/journeys/engine/sender-mark.js";

afterEach(() => void vi.restoreAllMocks());
const run = (folder: string) =>
  journeysCommand().exitOverride().parseAsync(["send-from-here", "--data", folder], { from: "user" });

it("lets a copy send that did not before, and names a folder that is not there", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const folder = await mkdtemp(join(tmpdir(), "safar-copy-"));
  const known = new Map([["sender", "another folder's mark"]]);
  const memory = {
    read: async (name: string) => known.get(name),
    write: async (name: string, value: string) => void known.set(name, value),
  };
  expect(await folderSender(folder).maySend(memory)).toBe(false);
  await run(folder);
  expect([await folderSender(folder).maySend(memory), await folderSender(folder).maySend(memory)]).toEqual([
    true,
    true,
  ]);
  await rm(folder, { recursive: true });
  await expect(run(folder)).rejects.toThrow("There is no data folder");
  expect(existsSync(folder)).toBe(false);
});
