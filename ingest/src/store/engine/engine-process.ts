import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { GateOptions } from "./gate.js";
import type { EngineProgram } from "./program.js";

/** One run of ClickHouse. */
export interface EngineProcess {
  readonly pid: number;
  /** Resolves when the process has exited, with its last output as plain text. */
  readonly gone: Promise<string>;
  /** How it exited, such as "killed by SIGKILL"; undefined while it runs. */
  ended(): string | undefined;
  /**
   * Call once it answers: blocks readers from this machine's files, and opens the analysts' ports.
   *
   * @returns false when it has exited instead
   */
  open(gate: GateOptions): Promise<boolean>;
  /** Stops it: asks it to exit, and kills it after the limit. */
  end(limitMs: number): Promise<void>;
}

/** Lines of its output to repeat when it fails. */
const LINES_KEPT = 20;

/**
 * Starts ClickHouse with a configuration. It exits whenever this process does, for any reason.
 *
 * It gets only the environment variables that any program needs, so that none of our settings leaks into it.
 */
export function startEngineProcess(
  program: EngineProgram,
  configFile: string,
  folder: string,
): EngineProcess {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const child = spawn(process.execPath, [program.script, ...program.arguments(configFile, folder)], {
    // Own process group: Ctrl-C at the terminal must reach only the collector, which stops ClickHouse after storing
    // everything.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { ...defined({ PATH, HOME, TMPDIR, LANG }), TZ: "UTC" },
  });
  const said: string[] = [];
  let server: number | undefined;
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface(stream).on("line", (line) => {
      const [, pid] = /^server (\d+)$/.exec(line) ?? [];
      if (pid) {
        server = Number(pid);
        return;
      }
      said.push(stripVTControlCharacters(line));
      if (said.length > LINES_KEPT) said.shift();
    });
  }
  child.once("error", (error) => said.push(error.message));
  void preferForMemory(child.pid);
  const gone = once(child, "close").then(
    () => said.join("\n").trim(),
    () => said.join("\n").trim(),
  );
  // If only the wrapper process is killed, the machine's own ClickHouse survives and keeps the folder locked.
  void gone.then(() => server !== undefined && kill(server));
  const line = child.stdio[3] as Duplex;
  line.on("error", () => {});
  return {
    pid: child.pid ?? 0,
    gone,
    ended: () => endOf(child.exitCode, child.signalCode),
    async open(gate) {
      line.write(`${JSON.stringify(gate)}\n`);
      return await Promise.race([once(line, "data").then(() => true), gone.then(() => false)]);
    },
    async end(limitMs) {
      line.write("stop\n");
      await Promise.race([gone, sleep(limitMs, undefined, { ref: false })]);
      stop(child);
      await gone;
    },
  };
}

function endOf(code: number | null, signal: string | null): string | undefined {
  if (signal !== null) return `killed by ${signal}`;
  return code === null ? undefined : `ended with code ${code}`;
}

function stop(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has exited.
  }
}

/** When memory runs out, makes Linux kill the engine, which restarts, rather than the collector. */
async function preferForMemory(pid: number | undefined): Promise<void> {
  if (process.platform === "linux" && pid !== undefined)
    await writeFile(`/proc/${pid}/oom_score_adj`, "500").catch(() => {});
}

function defined(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
