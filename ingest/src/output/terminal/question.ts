import { createInterface } from "node:readline/promises";

/** Whether somebody sits at the terminal who can answer. */
export const canBeAsked = (): boolean => process.stdin.isTTY === true;

/**
 * Asks on standard error, so that standard output holds nothing but the command's result.
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
