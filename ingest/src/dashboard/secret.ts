import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares in a time that tells nothing of the secret, not even its length. */
export function isSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

/** A secret that nobody guesses: 144 bits, in characters that an address and a shell leave alone. */
export function newSecret(): string {
  return randomBytes(18).toString("base64url");
}

/** What is kept of a token, so that whoever reads the memory or a log of it can't use it. */
export function tokenHash(token: string): string {
  return digest(token).toString("base64");
}
