import { hexOf } from "./hex.js";
import type { WebEvent } from "./web-event.js";

/** The one form of a trait that all its spellings share: a phone as + and digits, the rest in small letters. */
export function normalTrait(name: string, value: unknown): string {
  const text = `${value}`.trim();
  return /phone/i.test(name) ? `+${text.replace(/\D/g, "").replace(/^00/, "")}` : text.toLowerCase();
}

/**
 * Replaces the named traits of an event, its own and those of its context, by their hashes. They are taken out
 * at once, and come back as the 64 hex digits of their SHA-256. Where the page cannot hash, outside of secure contexts,
 * they stay out, since they must not leave it as they are.
 *
 * @returns undefined when it has none of them, else a promise that is kept when it is done
 */
export function hashTraits(event: WebEvent, names: readonly string[]): Promise<unknown> | undefined {
  const work: Promise<unknown>[] = [];
  for (const holder of [event, event.context] as { traits?: Record<string, unknown> }[]) {
    for (const name of names) {
      const value = holder.traits?.[name];
      if (value == null) continue;
      holder.traits = { ...holder.traits, [name]: undefined };
      work.push(
        (async () =>
          hexOf(
            new Uint8Array(
              await crypto.subtle.digest("SHA-256", new TextEncoder().encode(normalTrait(name, value))),
            ),
          ))().then((hash) => {
          // Of the traits of this moment: another one has made other traits of them meanwhile.
          holder.traits![name] = hash;
        }),
      );
    }
  }
  return work[0] && Promise.all(work).catch(console.warn);
}
