/**
 * How the user runs the command: `npx @safar/ingest` if npm started this process (npx, npm start), `safar` if it is
 * installed as a command.
 *
 * npm sets variables for what it starts: https://docs.npmjs.com/cli/using-npm/scripts#environment
 */
export function calledAs(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_command ? "npx @safar/ingest" : "safar";
}

/** Rewrites the commands in our own text (lower-case `safar` and a word) to the form the user runs. */
export function asCalled(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text.replaceAll(COMMAND, calledAs(env));
}

/** Not the end of a path, an address or a longer name. A line may break after it. */
const COMMAND = /(?<![\w./@-])safar(?=(?: |\n {0,40})[a-z])/g;
