import { createHash, randomBytes } from "node:crypto";

/** A secret that nobody guesses: 144 bits, in characters that an address and a shell leave alone. */
export function newSecret(): string {
  return randomBytes(18).toString("base64url");
}

/** What is kept of a token, so that whoever reads the memory or a log of it can't use it. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
