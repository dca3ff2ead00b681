import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openClickHousePassword } from "../../src/data-folder/clickhouse-password.js";

it("the analysts' password is made once, kept, and changed by the configuration", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-password-"));
  const path = join(folder, "secrets.json");
  const made = await openClickHousePassword(path, "");
  expect(made).toMatch(/^[\w-]{24}$/);
  expect(await openClickHousePassword(path, "")).toBe(made);
  expect(await openClickHousePassword(path, "chosen")).toBe("chosen");
  expect(await openClickHousePassword(path, "")).toBe("chosen");
  expect((await stat(path)).mode & 0o077).toBe(0);
  await rm(folder, { recursive: true });
});
