import { MAX_BATCH_BYTES } from "@safar/schemas";
import { decodeText } from "./decode-text.js";
import { decompress } from "./decompress.js";
import { RequestError } from "./errors.js";
import { type ReadJson, readJson } from "./json.js";

/**
 * Decompresses, decodes and parses a JSON body. Each step checks the size before the next one runs.
 *
 * @param encoding the request's Content-Encoding
 * @throws {RequestError} `body_too_large`, `invalid_encoding`, `unsupported_encoding`, `invalid_text`, `invalid_json`
 */
export async function readBody(bytes: Buffer, encoding?: string): Promise<ReadJson> {
  const plain = await decompress(bytes, encoding);
  if (plain.length > MAX_BATCH_BYTES) throw new RequestError("body_too_large");
  const text = decodeText(plain);
  try {
    return readJson(text);
  } catch (error) {
    throw new RequestError("invalid_json", undefined, { cause: error });
  }
}
