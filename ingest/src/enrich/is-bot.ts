import { isbot } from "isbot";
import type { KeyKind } from "../sources/source.js";

/** Browsers' texts are shorter; of a longer one the beginning tells enough, and costs no more time than that. */
const LONGEST_USER_AGENT = 512;

/** Texts whose verdict is remembered: a shop's visitors use a few hundred. */
const REMEMBERED = 1_000;

/** Says whether a robot sent an event, by what it says of itself. */
export type IsBot = (userAgent: unknown) => boolean;

/** Makes the check; each text is judged once, as long as it is remembered. */
export function botCheck(): IsBot {
  const verdicts = new Map<string, boolean>();
  return (userAgent) => {
    if (typeof userAgent !== "string") return false;
    const text = userAgent.slice(0, LONGEST_USER_AGENT);
    const known = verdicts.get(text);
    if (known !== undefined) return known;
    const verdict = isbot(text);
    if (verdicts.size >= REMEMBERED) verdicts.delete(verdicts.keys().next().value as string);
    verdicts.set(text, verdict);
    return verdict;
  };
}

/**
 * The user agent of the browser that a request came from, for events that tell none themselves. A backend speaks for
 * its customers, and its HTTP library is no robot that visits the shop: every browser, and every robot that loads
 * pages as one, calls itself Mozilla.
 */
export function browserOf(kind: KeyKind, userAgent: string | undefined): string | undefined {
  return kind === "web" && userAgent?.startsWith("Mozilla/") ? userAgent : undefined;
}
