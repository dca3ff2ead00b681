import { styleText } from "node:util";
import { asCalled } from "./called-as.js";
import { visible } from "./visible.js";

/** A part of a line, with its style for terminals with colours. */
export type Piece = string | { readonly text: string; readonly style: Parameters<typeof styleText>[0] };

/**
 * All terminal output goes through here (`biome.json` forbids `console`): control characters in untrusted text are
 * escaped. Styles are added after that, so only our own take effect.
 */
function write(stream: NodeJS.WriteStream, line: string | readonly Piece[]): void {
  stream.write(`${lineOf(line, stream.isTTY ?? false)}\n`);
}

/** Writes a command's result to standard output. */
export function print(line: string | readonly Piece[]): void {
  write(process.stdout, line);
}

/** Writes notices and errors to standard error; rewrites commands with asCalled(). */
export function say(line: string | readonly Piece[]): void {
  write(process.stderr, typeof line === "string" ? asCalled(line) : line);
}

/** Writes a hint below a result to standard output; rewrites commands with asCalled(). */
export function printHint(text: string): void {
  print(asCalled(text));
}

/** Output of help and usage errors; rewrites commands with asCalled(). */
export const helpOutput = {
  writeOut: (text: string) => void process.stdout.write(visible(asCalled(text))),
  writeErr: (text: string) => void process.stderr.write(visible(asCalled(text))),
};

/**
 * Writes a file's content to standard output: unchanged to a file or program, with control characters escaped to a
 * terminal.
 */
export function printFile(text: string): void {
  process.stdout.write(process.stdout.isTTY ? visible(text) : text);
}

/** A value as one line of JSON that is safe in a terminal. */
export function jsonLine(value: unknown): string {
  return visible(JSON.stringify(value));
}

/** A line as it is written. @param colours whether the terminal shows them */
export function lineOf(line: string | readonly Piece[], colours: boolean): string {
  if (typeof line === "string") return visible(line);
  return line
    .map((piece) => {
      if (typeof piece === "string") return visible(piece);
      const text = visible(piece.text);
      return colours ? styleText(piece.style, text, { validateStream: false }) : text;
    })
    .join("");
}
