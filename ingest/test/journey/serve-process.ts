import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { clickhouseRows } from "../clickhouse-rows.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** The one line that `safar serve --json` prints when it is ready. */
export interface Ready {
  readonly collector: string;
  readonly clickhouse: string;
  readonly clickhouseNative: string;
  readonly source: string;
  readonly writeKey: string;
  readonly password: string;
  readonly ops: string;
}

export interface ServeProcess extends Ready {
  readonly child: ChildProcess;
  /** Ends it by a signal and waits until it is gone; gives its exit code, or null when the signal took it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** What it has written to standard error so far. */
  stderr(): string;
  /** Rows of a SELECT, asked through ClickHouse's HTTP interface. */
  rows<Row = Record<string, unknown>>(select: string): Promise<Row[]>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  // A failed test leaves its collector behind; it goes with the test's process.
  for (const child of running) child.kill("SIGKILL");
});

/** Runs the built `safar` with these arguments; what it prints is collected. */
export function runSafar(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  stdin: "ignore" | "pipe" = "ignore",
) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: [stdin, "pipe", "pipe"],
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  const printed = { stdout: "", stderr: "" };
  child.stdout!.on("data", (text) => {
    printed.stdout += text;
  });
  child.stderr!.on("data", (text) => {
    printed.stderr += text;
  });
  const ended = once(child, "close").then(() => ({ code: child.exitCode, ...printed }));
  return { child, printed, ended };
}

/** Starts the built collector on a data folder and free ports, and waits until it is ready. */
export async function startServe(
  folder: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ServeProcess> {
  const { child, printed, ended } = runSafar(
    [
      "serve",
      "--json",
      "--data",
      folder,
      "--port",
      "0",
      "--query-port",
      "0",
      "--native-port",
      "0",
      "--ops-port",
      "0",
      ...args,
    ],
    { SAFAR_LOG_LEVEL: "warn", ...env },
  );
  const line = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout as never }).once("line", resolve),
  );
  const first = await Promise.race([line, ended]);
  if (typeof first !== "string")
    throw new Error(`safar serve ended with code ${first.code}: ${first.stderr}`);
  const ready: Ready = JSON.parse(first);
  return {
    ...ready,
    child,
    async end(signal) {
      child.kill(signal);
      const { code } = await ended;
      if (signal !== "SIGKILL" && printed.stderr.includes('"level":60')) throw new Error(printed.stderr);
      return code;
    },
    stderr: () => printed.stderr,
    rows: (select) => clickhouseRows(ready.clickhouse, ready.password, select),
  };
}
