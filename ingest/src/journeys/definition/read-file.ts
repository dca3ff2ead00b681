import { LineCounter, parseDocument } from "yaml";
import { readBounded } from "../../settings/read-bounded.js";
import type { Problem } from "./problem.js";

/** The largest file of a journey, in bytes: 200 nodes with texts in several languages need less. */
export const LARGEST_FILE = 1 << 20;

/** A file of a journey as it was written. */
export interface WrittenJourney {
  readonly value: unknown;
  /** The line, from 1, of what stands at a path, or of what it stands in. */
  lineOf(path: Problem["path"]): number;
}

/**
 * Reads a journey's file, JSON or YAML. Both are read by the YAML parser, which tells the line of each value and finds
 * names that stand there twice; a `.json` file must be JSON besides.
 *
 * @returns the content, or why it can't be read
 */
export async function readJourneyFile(file: string): Promise<WrittenJourney | Problem> {
  const read = await readText(file);
  return "message" in read ? read : parseJourney(read.text, file.toLowerCase().endsWith(".json"));
}

/** Parses the text of a journey's file. */
export function parseJourney(text: string, isJson: boolean): WrittenJourney | Problem {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [error] = document.errors;
  if (error) return unreadable(`line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
  let value: unknown;
  try {
    if (isJson) JSON.parse(text);
    // An alias that stands for many others is an attack on memory; one that holds itself is no JSON.
    value = JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 50 })) ?? "null");
  } catch (cause) {
    return unreadable((cause as Error).message);
  }
  return {
    value,
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
        if (node?.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

async function readText(file: string): Promise<{ text: string } | Problem> {
  try {
    const text = await readBounded(file, LARGEST_FILE);
    if (typeof text === "number")
      return unreadable(`it has ${text} bytes, and a journey has at most ${LARGEST_FILE}`);
    return { text };
  } catch (error) {
    return unreadable((error as Error).message);
  }
}

function unreadable(why: string): Problem {
  return { code: "unreadable", path: [], message: `The file can't be read: ${why}.` };
}
