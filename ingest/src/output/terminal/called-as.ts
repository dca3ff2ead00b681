/**
 * How the reader calls the command in a terminal: `npx @safar/ingest` where npm started this process (npx, npm start),
 * `safar` where it is installed as a command.
 *
 * npm names itself to what it starts: https://docs.npmjs.com/cli/using-npm/scripts#environment
 */
export function calledAs(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_command ? "npx @safar/ingest" : "safar";
}

/** Our own text, such as a help or a hint, with each command as the reader calls it: lower-case `safar` and a word. */
export function asCalled(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text.replaceAll(COMMAND, calledAs(env));
}

/** Not the end of a path, an address or a longer name. */
const COMMAND = /(?<![\w./@-])safar(?= [a-z])/g;
