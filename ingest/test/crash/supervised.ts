import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** How a process is started. */
export interface Recipe {
  readonly name: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One end of a process. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it was told to end. */
  readonly asked: boolean;
  /** The last of what it said on standard error. */
  readonly said: string;
}

/** A process that is started again whenever it ends, as a service manager does. */
export interface Supervised {
  readonly name: string;
  readonly ends: readonly End[];
  readonly pid: number | undefined;
  /** Base address of its /readyz, once it is ready. */
  readonly ops: string | undefined;
  /** What it printed last. */
  readonly said: string;
  /** Resolves when the process that runs now has said that it is ready, or the next one has. */
  ready(limitMs?: number): Promise<void>;
  /** Sends a signal and waits until the process is gone; another one starts. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<End>;
  freeze(): void;
  thaw(): void;
  /** Ends it for good; gives its exit code. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

const RESTART_MS = 200;
/** A process that was asked to end and does not is killed after so long, in milliseconds. */
const STOP_LIMIT_MS = 45_000;
const KEPT_CHARS = 8_000;

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a process that prints one line of JSON to standard output when it is ready, and keeps it running. */
export function supervise({ name, args, env }: Recipe): Supervised {
  const ends: End[] = [];
  let child: ChildProcess;
  let printed = "";
  let asked = false;
  let stopped = false;
  let said = "";

  function start(): void {
    printed = "";
    asked = false;
    said = "";
    const started = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    running.add(started);
    started.stdout.on("data", (text) => {
      printed += text;
    });
    started.stderr.on("data", (text) => {
      said = (said + text).slice(-KEPT_CHARS);
    });
    started.once("close", (code, signal) => {
      running.delete(started);
      ends.push({ code, signal, asked, said });
      if (!stopped) setTimeout(() => stopped || start(), RESTART_MS);
    });
  }

  const isReady = () => printed.endsWith("\n");

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<End> {
    // Between two lives there is nothing to end.
    while (gone(child)) await sleep(20);
    const dying = child;
    const closed = once(dying, "close");
    asked = true;
    dying.kill(signal);
    dying.kill("SIGCONT");
    const limit = setTimeout(() => dying.kill("SIGKILL"), STOP_LIMIT_MS);
    await closed;
    clearTimeout(limit);
    return ends.at(-1)!;
  }

  start();
  return {
    name,
    ends,
    get pid() {
      return child.pid;
    },
    get said() {
      return said;
    },
    get ops() {
      return isReady() ? (JSON.parse(printed) as { ops?: string }).ops : undefined;
    },
    async ready(limitMs = 60_000) {
      const deadline = performance.now() + limitMs;
      while (!isReady() || gone(child)) {
        if (performance.now() > deadline) {
          throw new Error(`${name} is not ready after ${limitMs} ms. It said: ${said || ends.at(-1)?.said}`);
        }
        await sleep(20);
      }
    },
    end,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async stop(signal = "SIGTERM") {
      stopped = true;
      return gone(child) ? child.exitCode : (await end(signal)).code;
    },
  };
}

function gone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
