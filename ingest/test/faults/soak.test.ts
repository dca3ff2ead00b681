import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const SOAK = join(import.meta.dirname, "../../bench/soak-faults.mjs");

it("nothing that was acknowledged is lost or stands twice, whatever befalls the collector under load and attack", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [SOAK, "--once", "--quiet", "2", "--rate", "200", "--attacks", "20"],
    { timeout: 590_000 },
  );
  for (const fault of ["engine killed", "engine stopped", "collector killed", "hour ahead", "hour behind"])
    expect(stdout).toContain(fault);
  expect(stdout).toMatch(/^ok +nothing lost, nothing twice +[1-9]\d* rows/m);
  expect(stdout).toMatch(/^ok +ready again/m);
  expect(stdout).not.toContain("FAIL");
}, 600_000);
