import type { FastifyBaseLogger } from "fastify";
import type { FoundKey } from "../sources/source.js";
import { RequestError } from "./errors.js";

/** How often the same key's misuse is logged, in milliseconds. */
const WARN_EVERY_MS = 3_600_000;

/**
 * Whether a request with this key may send now, by what the key's source says.
 *
 * A browser names the origin of its page and no page can change that. Whoever is no browser can name any origin or
 * none, so a missing one is let through: the rule keeps other shops' pages out, not forgers.
 *
 * @throws {RequestError} `source_disabled`, `origin_not_allowed`
 */
export type Admit = (key: FoundKey, origin: string | undefined, now?: number) => void;

export function admission(logger: Pick<FastifyBaseLogger, "warn">): Admit {
  const warnedAt = new Map<string, number>();
  return (key, origin, now = Date.now()) => {
    if (key.sourceDisabled) throw new RequestError("source_disabled");
    if (origin === undefined) return;
    if (!key.allowsOrigin(origin)) throw new RequestError("origin_not_allowed");
    if (key.kind === "web" || now - (warnedAt.get(key.id) ?? 0) < WARN_EVERY_MS) return;
    warnedAt.set(key.id, now);
    logger.warn(
      { key: key.hint, source: key.source.id, origin: origin.slice(0, 200) },
      "A server key was used by a browser: everybody who sees that page can read it. Rotate it, and give the page a web key.",
    );
  };
}
