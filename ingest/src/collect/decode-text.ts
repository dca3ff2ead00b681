import { isUtf8 } from "node:buffer";
import { RequestError } from "./errors.js";

/** UTF-16's byte order marks (Unicode Standard, chapter 23.8) and the encodings they stand for. */
const UTF_16_MARKS = [
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/**
 * Decodes a body as UTF-8, or as UTF-16 if it has a byte order mark, and removes the mark. Invalid bytes are refused:
 * replacing them by U+FFFD could make two customers' names equal.
 *
 * @throws {RequestError} `invalid_text`
 */
export function decodeText(bytes: Buffer): string {
  const { encoding } = UTF_16_MARKS.find(({ mark }) => bytes[0] === mark[0] && bytes[1] === mark[1]) ?? {};
  if (encoding === undefined) {
    if (!isUtf8(bytes)) throw new RequestError("invalid_text");
    const text = bytes.toString("utf8");
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RequestError("invalid_text", undefined, { cause: error });
  }
}
