import { readBody } from "../../../dist/collect/body.js";
import { RequestError } from "../../../dist/collect/errors.js";

/** Any bytes with any label: a value that can be written again, or one of the refusals that the README lists. */
export async function fuzz(data) {
  const encoding = [undefined, "br", "deflate"][(data[0] ?? 0) % 3];
  let read;
  try {
    read = await readBody(data.subarray(1), encoding);
  } catch (error) {
    if (error instanceof RequestError && error.statusCode < 500) return;
    throw error;
  }
  const text = read.stringify(read.value);
  if (text !== undefined && !text.isWellFormed()) throw new Error("a text is not well-formed");
}
