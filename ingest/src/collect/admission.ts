import type { FastifyBaseLogger } from "fastify";
import type { FoundKey } from "../sources/source.js";
import { RequestError } from "./errors.js";

/** How often the same key's misuse is logged, in milliseconds. */
const WARN_EVERY_MS = 3_600_000;

/**
 * Checks whether a request with this key may send now, by the settings of the key's source.
 *
 * A browser always sends its page's origin, and no page can change it. Other programs can send any origin or none, so
 * a missing one is allowed: the rule keeps out other shops' pages, not forgers.
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
      "A browser sent a server key: everybody who opens that page can read it. Rotate the key, and use a web key in the page.",
    );
  };
}
