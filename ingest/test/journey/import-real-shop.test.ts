import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedPeriods, MAPPING, MISSING, ORDERS, viewedPeriods, wholeFigures } from "./online-retail.js";
import { runSafar, type ServeProcess, startServe } from "./serve-process.js";

/** `metrics.md`'s figures of the data set, written down in the README as well. */
const WHOLE = {
  customers: 4338,
  orders: 18532,
  revenue: "8911407.904",
  repeat_customer_rate: 65.5832,
  purchase_frequency: 4.272015,
  average_order_value: "480.865956",
  customer_value: "2054.26646",
};

/** Sales of known customers; four of them are worth nothing, and so no purchases. */
const SENT = 18536;

/** Several processes start and stop one after another; a busy machine takes its time over each. */
const LIMIT_MS = 180_000;

let folder: string;

beforeAll(async () => {
  if (MISSING && process.env.CI) throw new Error(MISSING);
  if (MISSING) console.warn(MISSING);
  folder = await mkdtemp(join(tmpdir(), "safar-import-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function expectTheShop(server: ServeProcess): Promise<void> {
  expect(await server.rows("SELECT toFloat64(count()) AS events FROM safar.events")).toEqual([
    { events: SENT },
  ]);
  expect(await wholeFigures(server)).toEqual([WHOLE]);
  for (const period of ["month", "quarter"] as const) {
    expect(await viewedPeriods(server, period)).toEqual(expectedPeriods(period));
  }
}

describe("a real shop's year, imported on the command line", () => {
  it(
    "gives its figures, and the same ones after a second import",
    async (context) => {
      if (MISSING) return context.skip(MISSING);
      const server = await startServe(join(folder, "twice"));
      const args = ["import", ORDERS, ...MAPPING, "--host", server.collector, "--write-key", server.writeKey];
      for (const _ of ["once", "twice"]) {
        const { code, stdout, stderr } = await runSafar(args, {}).ended;
        expect(code, stderr).toBe(0);
        expect(stdout).toContain('18,536  events "Order Completed" sent');
        expect(stdout).toContain("25,900  rows read");
        await expectTheShop(server);
      }
      await server.end("SIGTERM");
    },
    LIMIT_MS,
  );

  it(
    "goes on where it was killed, with the same figures",
    async (context) => {
      if (MISSING) return context.skip(MISSING);
      const data = join(folder, "killed");
      const file = join(folder, "orders.csv.gz");
      await copyFile(ORDERS, file);
      const first = runSafar(["import", file, ...MAPPING, "--data", data]);
      while ((await checkpoints(data)) === 0) {
        expect(first.child.exitCode, first.printed.stderr).toBeNull();
        await sleep(1);
      }
      first.child.kill("SIGKILL");
      await first.ended;

      const second = await whenFree(() => runSafar(["import", file, ...MAPPING, "--data", data]).ended);
      expect(second.code, second.stderr).toBe(0);
      expect(second.stderr).toMatch(/Resuming after row [\d,]+, where the last import stopped/);
      expect(second.stdout).toContain('18,536  events "Order Completed" sent');
      expect(await checkpoints(data)).toBe(0);

      const server = await startServe(data);
      await expectTheShop(server);
      await server.end("SIGTERM");
    },
    LIMIT_MS,
  );
});

async function checkpoints(data: string): Promise<number> {
  const files = await readdir(join(data, "imports")).catch(() => []);
  return files.filter((name) => name.endsWith(".json")).length;
}

/** The killed import's collector stores what it accepted before it ends; until then the folder is its own. */
async function whenFree(
  run: () => ReturnType<typeof runSafar>["ended"],
): ReturnType<typeof runSafar>["ended"] {
  for (;;) {
    const result = await run();
    if (result.code === 0 || !result.stderr.includes("is in use by process")) return result;
    await sleep(200);
  }
}
