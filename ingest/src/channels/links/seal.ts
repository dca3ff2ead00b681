import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";

/** What a token is for: one that opens a page can't be used for another. */
export type TokenUse = "click" | "open" | "unsubscribe" | "message" | "sms-receipt" | "sms" | "email";

/** Makes tokens that nobody can read or change who has no key. The same content gives the same token. */
export interface Seal {
  seal(use: TokenUse, content: unknown): string;
  /** @returns undefined for whatever was not sealed by this key and for this use */
  unseal(use: TokenUse, token: string): unknown;
}

/** Longer than any token of ours: a link of 2,000 characters, and what is known of its message. */
const LONGEST_TOKEN = 6_000;
const NONCE = 12;
const TAG = 16;

/**
 * AES-256-GCM with the use as additional data. The nonce is a keyed hash of the content, so that it is the same for the
 * same content alone, and links of one message stay the same when it is composed again.
 */
export function sealWith(secret: string): Seal {
  const derive = (info: string) => Buffer.from(hkdfSync("sha256", secret, "", info, 32));
  const key = derive("safar message links");
  const nonceKey = derive("safar message nonces");
  return {
    seal(use, content) {
      const plain = Buffer.from(JSON.stringify(content));
      const nonce = createHmac("sha256", nonceKey)
        .update(`${use}\n`)
        .update(plain)
        .digest()
        .subarray(0, NONCE);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(use));
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString("base64url");
    },
    unseal(use, token) {
      if (token.length > LONGEST_TOKEN || !/^[A-Za-z0-9_-]+$/.test(token)) return undefined;
      const bytes = Buffer.from(token, "base64url");
      if (bytes.length <= NONCE + TAG) return undefined;
      try {
        const opener = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE), { authTagLength: TAG });
        opener.setAAD(Buffer.from(use)).setAuthTag(bytes.subarray(-TAG));
        const plain = Buffer.concat([opener.update(bytes.subarray(NONCE, -TAG)), opener.final()]);
        return JSON.parse(plain.toString("utf8"));
      } catch {
        return undefined;
      }
    },
  };
}
