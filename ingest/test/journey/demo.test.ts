import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-demo-test-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const running = new Set<ChildProcess>();

// A demo that is kept runs on until it is stopped, also where a test failed before it did so.
afterEach(async () => {
  await Promise.all(
    [...running].map(async (child) => {
      const ended = once(child, "close");
      child.kill("SIGINT");
      await ended;
    }),
  );
});

function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, "demo", ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  const printed = { out: "", err: "" };
  child.stdout.on("data", (text) => {
    printed.out += text;
  });
  child.stderr.on("data", (text) => {
    printed.err += text;
  });
  const ended = once(child, "close").then(() => child.exitCode);
  return {
    printed,
    ended,
    /** Waits until the figures stand there, and the collector goes on running. */
    async kept() {
      while (!printed.out.includes("until Ctrl-C")) {
        if (child.exitCode !== null) throw new Error(printed.out + printed.err);
        await sleep(50);
      }
    },
    async interrupt() {
      child.kill("SIGINT");
      return ended;
    },
  };
}

describe("the demo", () => {
  it("finds the views' figures equal to the simulator's books, to the last digit", async () => {
    const { printed, ended } = startDemo("--customers", "300", "--seed", "11");
    expect(await ended, printed.out + printed.err).toBe(0);
    expect(printed.out).toContain("seed 11");
    // The year ends yesterday, where the shop is.
    const today = new Date().toLocaleDateString("en-CA", { timeZone: "Europe/Amsterdam" });
    const start = new Date(Date.parse(today) - 365 * 86_400_000).toISOString().slice(0, 10);
    expect(printed.out).toContain(`365 days from ${start}`);
    expect(printed.out).toMatch(/All \d+ figures are equal to the last digit/);
    expect(printed.out).toMatch(/average: (\d+) of \1 equal/);
    expect(printed.out.match(/│ yes/g)?.length).toBeGreaterThanOrEqual(20);
    expect(printed.out).toMatch(/abandoned-cart over source "shop", .*nothing was sent/);
    expect(printed.out).toMatch(/│ remind +│ send +│ +[1-9]/);
    expect(printed.out).not.toContain("NO");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    expect(printed.out + printed.err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it("sent twice into the same data is still equal; with an order that no book knows it is not", async () => {
    const args = ["--customers", "30", "--days", "60", "--end", "2025-01-01", "--keep"];
    const first = startDemo(...args);
    await first.kept();
    expect(await first.interrupt()).toBe(0);

    const second = startDemo(...args);
    await second.kept();
    expect(second.printed.out).toContain("equal to the last digit");
    const [, collector, writeKey] = /collector +(\S+) +write key (\S+)/.exec(second.printed.out)!;
    const [, dashboard = ""] = /dashboard +(\S+)/.exec(second.printed.out)!;
    expect(new URL(dashboard).search).toBe("?source=shop&range=custom&from=2024-11-02&to=2024-12-31");
    expect(await (await fetch(dashboard)).text()).toContain("<title>Safar");
    const order = {
      event: "Order Completed",
      userId: "stranger",
      timestamp: "2024-12-01T12:00:00Z",
      properties: { order_id: "in-no-book", revenue: 0.01, currency: "EUR" },
    };
    const answer = await fetch(`${collector}/v1/track`, {
      method: "POST",
      body: JSON.stringify({ writeKey, ...order }),
    });
    expect(answer.status).toBe(200);
    await second.interrupt();

    const third = startDemo(...args);
    await third.kept();
    expect(third.printed.out).toContain("These figures differ:");
    expect(third.printed.out).toMatch(/repeatCustomerRate customers: (\d+) in ClickHouse, \d+ in the ledger/);
    expect(third.printed.out).toMatch(/NO/);
    expect(await third.interrupt()).toBe(1);
  });
});
