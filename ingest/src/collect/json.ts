import { isSafeNumber, LosslessNumber, parse, stringify } from "lossless-json";
import { wellFormed } from "./well-formed.js";

export interface ReadJson {
  readonly value: unknown;
  /** Writes any part of `value` back with every number as it was sent. */
  readonly stringify: (value: unknown) => string | undefined;
}

/** A number, where JSON may have one, of so many digits or with an exponent that a double may not hold it. */
const UNSAFE_NUMBER = /[:,[]\s*-?(?:[\d.]{16}|[\d.]+[eE])/;

/** How JSON text may write half a character. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Parses JSON text. A number that a double would change (an order id of 19 digits, 1e400) is kept digit for
 * digit as a `LosslessNumber`; all others are plain numbers. The slow way is taken only where the text could
 * hold such a number. Half a character without its other half becomes U+FFFD, in names and in texts.
 *
 * @throws {SyntaxError} when the text is no JSON
 */
export function readJson(text: string): ReadJson {
  const read = readNumbers(text);
  // Valid UTF-8 and UTF-16 hold no half of a character: it must have been written by its number.
  return text.includes("\\u") && SURROGATE.test(text) ? { ...read, value: wellFormed(read.value) } : read;
}

function readNumbers(text: string): ReadJson {
  const value: unknown = JSON.parse(text);
  if (!UNSAFE_NUMBER.test(text)) return { value, stringify: JSON.stringify };
  try {
    return { value: parse(text, undefined, { parseNumber, onDuplicateKey }), stringify };
  } catch {
    // Too deep for the careful parser: validation refuses the deep event, and the others keep their answer.
    return { value, stringify: JSON.stringify };
  }
}

function parseNumber(text: string): number | LosslessNumber {
  return isSafeNumber(text, { approx: false }) ? Number(text) : new LosslessNumber(text);
}

/** As JSON.parse does it: of two fields with one name the last stands. */
function onDuplicateKey({ newValue }: { newValue: unknown }): unknown {
  return newValue;
}
