import { createInterface } from "node:readline/promises";

/** Whether the terminal is interactive. */
export const canBeAsked = (): boolean => process.stdin.isTTY === true;

/**
 * Asks on standard error, so that standard output contains only the command's result.
 *
 * @returns what was typed
 */
export async function askTerminal(question: string): Promise<string> {
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await questions.question(question);
  } finally {
    questions.close();
  }
}
