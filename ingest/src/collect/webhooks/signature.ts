import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether a signature is the base64 HMAC-SHA256 of a body, compared in constant time.
 *
 * @param body the raw bytes
 * @param secret undefined when there is none: then false, after the same time
 */
export function isSigned(body: Buffer, signature: unknown, secret: string | undefined): boolean {
  const right = createHmac("sha256", secret ?? "none")
    .update(body)
    .digest();
  const shown = Buffer.alloc(right.length);
  const isText = typeof signature === "string" && signature.length <= 64;
  const length = isText ? Buffer.from(signature, "base64").copy(shown) : 0;
  return timingSafeEqual(shown, right) && length === right.length && secret !== undefined;
}
