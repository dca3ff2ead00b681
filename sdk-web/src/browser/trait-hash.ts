import type { WebEvent } from "./web-event.js";

/** The one form of a trait that all its spellings share: an e-mail in small letters, a phone as + and digits. */
export function normalTrait(name: string, value: unknown): string {
  const text = String(value).trim();
  return /phone|mobile/i.test(name) ? `+${text.replace(/\D+/g, "").replace(/^00/, "")}` : text.toLowerCase();
}

/** SHA-256 of a text as 64 hex digits. Rejects outside of secure contexts, where pages have no `crypto.subtle`. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => (byte + 256).toString(16).slice(1)).join("");
}

/**
 * Replaces the named traits of an event by their hashes. They are taken out at once, and come back hashed;
 * where the page cannot hash they stay out, since they must not leave it as they are.
 *
 * @returns undefined when it has none of them, else a promise that is kept when it is done
 */
export function hashTraits(event: WebEvent, names: readonly string[]): Promise<unknown> | undefined {
  const work: Promise<void>[] = [];
  const context = event.context as { traits?: Record<string, unknown> };
  for (const holder of [event, context] as { traits?: Record<string, unknown> | null }[]) {
    const found = names.filter((name) => holder.traits?.[name] != null);
    if (!found.length) continue;
    const plain = holder.traits as Record<string, unknown>;
    const traits = (holder.traits = { ...plain });
    for (const name of found) {
      delete traits[name];
      const value = plain[name];
      work.push(
        sha256(normalTrait(name, value)).then(
          (hash) => {
            traits[name] = hash;
          },
          () => console.warn(`Safar left out the trait ${name}: only pages over https can hash it.`),
        ),
      );
    }
  }
  return work.length ? Promise.all(work) : undefined;
}
