import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { runSafar } from "../journey/serve-process.js";

/** A `safar collect` or `safar load` of its own process. */
export interface SafarProcess {
  readonly child: ChildProcess;
  /** The line that it printed when it was ready. */
  readonly ready: { readonly collector: string; readonly ops: string };
  /** What it has written to standard error so far. */
  stderr(): string;
  /** Ends it by a signal and gives its exit code, or null when the signal took it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a built command that takes `--json`, and waits until it is ready. */
export async function startSafar(args: readonly string[], env: NodeJS.ProcessEnv): Promise<SafarProcess> {
  const { child, printed, ended } = runSafar([...args, "--json"], { SAFAR_LOG_LEVEL: "info", ...env });
  const line = new Promise<string>((resolve) =>
    createInterface({ input: child.stdout as never }).once("line", resolve),
  );
  const first = await Promise.race([line, ended]);
  if (typeof first !== "string")
    throw new Error(`safar ${args[0]} ended with code ${first.code}: ${first.stderr}`);
  return {
    child,
    ready: JSON.parse(first),
    stderr: () => printed.stderr,
    async end(signal) {
      child.kill(signal);
      return (await ended).code;
    },
  };
}
