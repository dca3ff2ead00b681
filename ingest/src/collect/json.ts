import { isSafeNumber, LosslessNumber, parse, stringify } from "lossless-json";
import { wellFormed } from "./well-formed.js";

export interface ReadJson {
  readonly value: unknown;
  /** Serializes any part of `value` with every number as it was sent. */
  readonly stringify: (value: unknown) => string | undefined;
}

/** A number with so many digits, or with an exponent, that a double may not hold it. */
const UNSAFE_NUMBER = /[:,[]\s*-?(?:[\d.]{16}|[\d.]+[eE])/;

/** An escaped surrogate in JSON text. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Parses JSON text. A number that a double would change (an order id of 19 digits, 1e400) is kept digit for digit as
 * a `LosslessNumber`; all others are plain numbers. The slow parser runs only if the text may contain such a number.
 * Lone surrogates become U+FFFD, in names and in texts.
 *
 * @throws {SyntaxError} when the text is not JSON
 */
export function readJson(text: string): ReadJson {
  const read = readNumbers(text);
  // Valid UTF-8 and UTF-16 contain no lone surrogate, so only an escape can write one.
  return text.includes("\\u") && SURROGATE.test(text) ? { ...read, value: wellFormed(read.value) } : read;
}

function readNumbers(text: string): ReadJson {
  const value: unknown = JSON.parse(text);
  if (!UNSAFE_NUMBER.test(text)) return { value, stringify: JSON.stringify };
  try {
    return { value: parse(text, undefined, { parseNumber, onDuplicateKey }), stringify };
  } catch {
    // Too deep for the lossless parser: validation rejects the deep event, and the others are still accepted.
    return { value, stringify: JSON.stringify };
  }
}

function parseNumber(text: string): number | LosslessNumber {
  return isSafeNumber(text, { approx: false }) ? Number(text) : new LosslessNumber(text);
}

/** Like JSON.parse: the last of several fields with the same name wins. */
function onDuplicateKey({ newValue }: { newValue: unknown }): unknown {
  return newValue;
}
