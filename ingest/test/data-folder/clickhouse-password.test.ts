import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { openClickHousePassword } from "../../src/data-folder/clickhouse-password.js";

const silent = pino({ level: "silent" });

it("the analysts' password is made once, kept, and changed by the configuration", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-password-"));
  const path = join(folder, "secrets.json");
  const made = await openClickHousePassword(path, "", silent);
  expect(made).toMatch(/^[\w-]{24}$/);
  expect(await openClickHousePassword(path, "", silent)).toBe(made);
  expect(await openClickHousePassword(path, "chosen", silent)).toBe("chosen");
  expect(await openClickHousePassword(path, "", silent)).toBe("chosen");
  expect((await stat(path)).mode & 0o077).toBe(0);
  await rm(folder, { recursive: true });
});

it.each(["{", "", "null", "5", '{"clickhousePassword":5}', "{}"])(
  "a damaged file (%j) is put aside, a new password is made, and the log says so",
  async (content) => {
    const folder = await mkdtemp(join(tmpdir(), "safar-password-"));
    const path = join(folder, "secrets.json");
    await writeFile(path, content);
    const said: string[] = [];
    const made = await openClickHousePassword(path, "", {
      error: (text: string) => said.push(text),
    } as never);
    expect(made).toMatch(/^[\w-]{24}$/);
    expect(said).toEqual([
      expect.stringMatching(/secrets\.json can't be used: .*secrets\.json\.damaged-\d+ now/),
    ]);
    const aside = (await readdir(folder)).find((name) => name.startsWith("secrets.json.damaged-"))!;
    expect(await readFile(join(folder, aside), "utf8")).toBe(content);
    await rm(folder, { recursive: true });
  },
);
