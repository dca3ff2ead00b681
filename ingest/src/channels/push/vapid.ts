import { createECDH, createPrivateKey, sign } from "node:crypto";

/** Names the shop to push services, RFC 8292: browsers subscribe for its public key, and take nothing signed by another. */
export interface Vapid {
  /** A point of P-256, base64url: what `pushManager.subscribe` takes as `applicationServerKey`. */
  readonly publicKey: string;
  /** Value of the header Authorization for a push service. @param now epoch milliseconds */
  authorization(endpoint: URL, now?: number): string;
}

/** Push services take at most a day. */
const HOLDS_SECONDS = 12 * 3_600;

/**
 * @param privateKey 32 bytes in base64url
 * @param contact `mailto:…` or `https://…`, by which a push service reaches the shop
 * @throws {Error} of node:crypto, when it is no private key of P-256
 */
export function vapid(privateKey: string, contact: string): Vapid {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(Buffer.from(privateKey, "base64url"));
  const point = pair.getPublicKey();
  const publicKey = point.toString("base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString("base64url"));
  const key = createPrivateKey({
    format: "jwk",
    key: { kty: "EC", crv: "P-256", d: privateKey, x: x!, y: y! },
  });
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url");
  return {
    publicKey,
    authorization({ origin }, now = Date.now()) {
      const claims = { aud: origin, exp: Math.floor(now / 1000) + HOLDS_SECONDS, sub: contact };
      const signed = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`;
      const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
      return `vapid t=${signed}.${signature.toString("base64url")}, k=${publicKey}`;
    },
  };
}

/** A new private key, as {@link vapid} takes it. */
export function newVapidKey(): string {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  // Leading zeros are not written by node:crypto.
  return Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
    .subarray(-32)
    .toString("base64url");
}

export function isVapidKey(privateKey: string): boolean {
  if (!/^[\w-]{43}$/.test(privateKey)) return false;
  try {
    vapid(privateKey, "");
    return true;
  } catch {
    return false;
  }
}
