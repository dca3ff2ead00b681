import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type MailServer, startMailServer } from "../channels/email/mail-server.js";
import { runSafar } from "./serve-process.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const ARGS = ["demo", "--keep", "--customers", "20", "--days", "40", "--end", "2025-01-01"];

let folder: string;
let real: MailServer;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-demo-live-"));
  real = await startMailServer();
});
afterEach(async () => {
  for (const child of running) {
    const ended = once(child, "close");
    process.kill(-child.pid!, "SIGINT");
    await ended;
  }
});
afterAll(async () => {
  await real?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts it in a group of its own, which gets signals as that of a terminal does. */
function startDemo() {
  const child = spawn(process.execPath, [MAIN, ...ARGS], {
    ...{ cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] },
    // The mail server of somebody who tries the demo.
    env: { ...process.env, SAFAR_SMTP_URL: `smtp://127.0.0.1:${real.port}?ignoreTLS=true` },
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  const printed = { out: "", err: "" };
  child.stdout!.on("data", (text) => {
    printed.out += text;
  });
  child.stderr!.on("data", (text) => {
    printed.err += text;
  });
  return {
    printed,
    shows: (expected: string | RegExp) =>
      vi.waitFor(() => expect(printed.out, printed.err).toMatch(expected), {
        timeout: 240_000,
        interval: 200,
      }),
    async interrupt() {
      const ended = once(child, "close");
      process.kill(-child.pid!, "SIGINT");
      await ended;
      return child.exitCode;
    },
  };
}

it("safar demo --keep writes to shoppers who leave a cart, shows it, and starts again on the same data", {
  timeout: 600_000,
}, async () => {
  const first = startDemo();
  await first.shows(/✉ .*\n( {2}│ .*\n)+ {2}└ .*\n/);
  const [, to = "", link = ""] = /✉ \d\d:\d\d:\d\d {2}to (\S+) .*\n(?: {2}│ .*\n)+ {2}└ .*?(http\S+)/.exec(
    first.printed.out,
  )!;
  expect(to).toMatch(/@example\.com$/);
  expect(first.printed.out).toMatch(/✉ .*(Your cart is still here|سبد خریدتان هنوز اینجاست)\n/);
  // The link in it works: its page unsubscribes.
  const page = await fetch(link);
  expect(await page.text()).toContain('value="unsubscribe"');
  expect(await first.interrupt(), first.printed.err).toBe(0);
  expect(first.printed.out).toMatch(
    /The demo has ended, and the live journey is paused\. Its data stays in \/.*\.\n$/,
  );
  expect(first.printed.err).not.toMatch(/Warning|not paused/);

  const second = startDemo();
  await second.shows("equal to the last digit");
  await second.shows("the first e-mail comes in about a minute");
  expect(await second.interrupt(), second.printed.err).toBe(0);
  expect(real.taken).toEqual([]);

  // A collector that somebody starts on the kept data later sends nothing by itself.
  const [data = ""] = await readdir(join(folder, ".safar", "demo"));
  const where = ["--data", join(folder, ".safar", "demo", data), "--source", "live"];
  const { stdout, stderr } = await runSafar(["journeys", "list", "--json", ...where]).ended;
  expect(JSON.parse(stdout), stderr).toMatchObject([{ name: "abandoned-cart", state: "paused", version: 1 }]);
});

it("--help says that it sends, and where", async () => {
  const { stdout } = await runSafar(["demo", "--help"]).ended;
  expect(stdout.replace(/\s+/g, " ")).toContain("shows each e-mail as it comes");
  expect(stdout.replace(/\s+/g, " ")).toContain("mail server of the demo's own");
});
