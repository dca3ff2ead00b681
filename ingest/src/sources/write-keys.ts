import { hash, randomBytes } from "node:crypto";
import type { KeyEntry } from "./key-entry.js";
import type { KeyKind } from "./source.js";

const PREFIXES = { web: "wk_", server: "sk_" } as const satisfies Record<KeyKind, string>;

/** Generated keys are shorter; longer ones are not looked up. */
export const LONGEST_KEY = 128;

/** A new key with 144 random bits. It cannot be guessed, so a fast hash is enough to protect it. */
export function newWriteKey(kind: KeyKind): string {
  return `${PREFIXES[kind]}${randomBytes(18).toString("base64url")}`;
}

/**
 * A key for the file: a web key in plain text, because every page shows it and script tags need it; only the hash of
 * a server key.
 */
export function keyEntry(kind: KeyKind, writeKey: string, now = Date.now()): KeyEntry {
  const createdAt = new Date(now).toISOString();
  return kind === "web"
    ? { kind, key: writeKey, createdAt }
    : { kind, sha256: hashOf(writeKey), hint: hintOf(writeKey), createdAt };
}

export function hashOf(writeKey: string): string {
  return hash("sha256", writeKey);
}

/** SHA-256 of the key, in hexadecimal. */
export function keyHash(entry: KeyEntry): string {
  return entry.kind === "web" ? hashOf(entry.key) : entry.sha256;
}

/** Prefix and last four characters: enough to recognise a key, not to use it. */
export function keyHint(entry: KeyEntry): string {
  return entry.kind === "web" ? hintOf(entry.key) : entry.hint;
}

function hintOf(writeKey: string): string {
  return `${writeKey.slice(0, 3)}…${writeKey.slice(-4)}`;
}

/** Whether a key is neither disabled nor expired. */
export function isInForce({ disabled, expiresAt }: KeyEntry, now = Date.now()): boolean {
  return !disabled && (expiresAt === undefined || Date.parse(expiresAt) > now);
}

/** A valid web key of an enabled source, for a page or a script tag. */
export function webKeyOf(
  source: { readonly disabled?: boolean; readonly keys: readonly KeyEntry[] } | undefined,
  now = Date.now(),
): string | undefined {
  if (source === undefined || source.disabled) return undefined;
  for (const entry of source.keys) if (entry.kind === "web" && isInForce(entry, now)) return entry.key;
  return undefined;
}
