import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { MAX_BATCH_BYTES } from "@safar/schemas";
import { RequestError } from "../errors.js";
import { type ReadJson, readJson } from "./json.js";

const gunzipAsync = promisify(gunzip);

/**
 * Reads a request's body as JSON, whatever its labels say: clients send gzip as form data, and JSON as plain
 * text. Gzip is known by its first bytes, and decompression stops at the limit.
 *
 * @throws {RequestError} `body_too_large`, `invalid_encoding`, `invalid_json`
 */
export async function readBody(bytes: Buffer): Promise<ReadJson> {
  const plain = isGzip(bytes) ? await inflate(bytes) : bytes;
  if (plain.length > MAX_BATCH_BYTES) throw new RequestError("body_too_large");
  try {
    return readJson(plain.toString("utf8"));
  } catch (error) {
    throw new RequestError("invalid_json", undefined, { cause: error });
  }
}

/** RFC 1952, section 2.3.1: the magic number of gzip. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function inflate(bytes: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: MAX_BATCH_BYTES });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw new RequestError(tooLarge ? "body_too_large" : "invalid_encoding", undefined, { cause: error });
  }
}
