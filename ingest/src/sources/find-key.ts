import { originRule } from "./origins.js";
import type { FindKey, FoundKey } from "./source.js";
import type { SourceEntry } from "./sources-file.js";
import { hashOf, keyHash, keyHint, LONGEST_KEY } from "./write-keys.js";

/**
 * Looks keys up by their hash, so that the response time reveals nothing about a key's characters.
 *
 * @param used called with the hash of every key that was found
 */
export function keyFinder(
  sources: readonly SourceEntry[],
  used: (keyHash: string) => void = () => {},
): FindKey {
  const byHash = new Map<string, FoundKey & { readonly expiresAt: number }>();
  for (const source of sources) {
    const allowsOrigin = originRule(source.allowedOrigins);
    for (const entry of source.keys) {
      if (entry.disabled) continue;
      const id = keyHash(entry);
      byHash.set(id, {
        id,
        source,
        sourceDisabled: source.disabled,
        kind: entry.kind,
        hint: keyHint(entry),
        allowsOrigin,
        expiresAt: entry.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(entry.expiresAt),
      });
    }
  }
  return (writeKey, now = Date.now()) => {
    if (writeKey.length > LONGEST_KEY) return undefined;
    const keyHash = hashOf(writeKey);
    const found = byHash.get(keyHash);
    if (found === undefined || found.expiresAt <= now) return undefined;
    used(keyHash);
    return found;
  };
}
