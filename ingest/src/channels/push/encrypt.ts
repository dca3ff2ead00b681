import { createCipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from "node:crypto";
import type { PushSubscription } from "./subscription.js";

/** What every push service takes, RFC 8030 section 7.2, in one record. */
const RECORD_SIZE = 4_096;
const HEADER = 86;
const DELIMITER_AND_TAG = 17;
/** The most bytes of a text that fit into one message. */
export const LARGEST_TEXT = RECORD_SIZE - HEADER - DELIMITER_AND_TAG;
/** The last record of a message ends with it. */
const LAST_RECORD = Buffer.from([2]);

/** What is drawn for each message; named in tests alone. */
export interface Drawn {
  readonly salt: Buffer;
  /** Has its keys. */
  readonly sender: ECDH;
}

/**
 * Encrypts a text for one browser: RFC 8291 over the content encoding aes128gcm of RFC 8188, as one record.
 *
 * @throws {RangeError} for a text of more than {@link LARGEST_TEXT} bytes
 * @throws {Error} of node:crypto, where the browser's key is no point of the curve
 */
export function encryptFor(
  { p256dh, auth }: Pick<PushSubscription, "p256dh" | "auth">,
  text: Buffer,
  { salt, sender }: Drawn = drawn(),
): Buffer {
  if (text.length > LARGEST_TEXT) throw new RangeError(`a text of ${text.length} bytes is too long`);
  const browser = Buffer.from(p256dh, "base64url");
  const own = sender.getPublicKey();
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser, own]);
  const key = derived(sender.computeSecret(browser), Buffer.from(auth, "base64url"), info, 32);
  const contentKey = derived(key, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derived(key, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createCipheriv("aes-128-gcm", contentKey, nonce);
  const sealed = [cipher.update(Buffer.concat([text, LAST_RECORD])), cipher.final(), cipher.getAuthTag()];
  const size = Buffer.alloc(5);
  size.writeUInt32BE(RECORD_SIZE);
  size.writeUInt8(own.length, 4);
  return Buffer.concat([salt, size, own, ...sealed]);
}

function derived(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));
}

function drawn(): Drawn {
  const sender = createECDH("prime256v1");
  sender.generateKeys();
  return { salt: randomBytes(16), sender };
}
