import { styleText } from "node:util";
import { asCalled } from "./called-as.js";
import { visible } from "./visible.js";

/** A part of a line, with the style that a terminal with colours shows it in. */
export type Piece = string | { readonly text: string; readonly style: Parameters<typeof styleText>[0] };

/**
 * The one way from a command to a terminal (`biome.json` forbids `console`): whatever strangers sent, the text is
 * shown and steers nothing. Styles are added behind that, so that they can only be ours.
 */
function write(stream: NodeJS.WriteStream, line: string | readonly Piece[]): void {
  stream.write(`${lineOf(line, stream.isTTY ?? false)}\n`);
}

/** Writes the answer of a command, to standard output. */
export function print(line: string | readonly Piece[]): void {
  write(process.stdout, line);
}

/** Writes what accompanies the answer, such as notices and errors, to standard error; commands in it as they are called. */
export function say(line: string | readonly Piece[]): void {
  write(process.stderr, typeof line === "string" ? asCalled(line) : line);
}

/** Writes a hint below an answer, to standard output; commands in it as they are called. */
export function printHint(text: string): void {
  print(asCalled(text));
}

/** Where the command line's frame writes help and what is wrong with a call; commands in it as they are called. */
export const helpOutput = {
  writeOut: (text: string) => void process.stdout.write(visible(asCalled(text))),
  writeErr: (text: string) => void process.stderr.write(visible(asCalled(text))),
};

/** Writes a file's content to standard output: to a file or a program as it is, to a terminal made visible. */
export function printFile(text: string): void {
  process.stdout.write(process.stdout.isTTY ? visible(text) : text);
}

/** A value as one line of JSON, which a terminal can show too. */
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
