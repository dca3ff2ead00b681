import { execFile } from "node:child_process";
import { promisify } from "node:util";

export const run = promisify(execFile);

/** What a client's program said of each check. */
export type Checks = Readonly<Record<string, unknown>>;

/** Runs a program that prints a JSON line a check, and gives the answers by name; a failure stands as its text. */
export async function checksOf(command: string, args: readonly string[], cwd?: string): Promise<Checks> {
  const { stdout } = await run(command, args, { cwd, maxBuffer: 32 * 1024 ** 2 });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return Object.fromEntries(
    lines.map((line) => {
      const { check, answer, error } = JSON.parse(line) as { check: string; answer: unknown; error?: string };
      return [check, error === undefined ? answer : `failed: ${error}`];
    }),
  );
}

/** Whether a program of this name runs on this machine. */
export async function has(command: string, ...args: readonly string[]): Promise<boolean> {
  return await run(command, args).then(
    () => true,
    () => false,
  );
}
