import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import { isPrivate, senderOf } from "../../connections/sender-address.js";
import type { FoundKey } from "../../sources/source.js";
import { RequestError } from "../errors.js";
import type { LimitSharing, Taken } from "./limit-sharing.js";
import type { Limits } from "./limits.js";
import { type RateLimit, tokenBuckets } from "./token-buckets.js";

/** Burst of a sender that was idle, in seconds of its rate. */
const KEY_BURST_SECONDS = 2;
const ADDRESS_BURST_SECONDS = 10;

/** Largest Retry-After, in seconds; see WIRE.md. */
const LONGEST_WAIT = 300;

/**
 * A process reports to the others once a sender has taken this share of its burst, divided by the number of
 * processes.
 */
const TOLD_SHARE = 1 / 8;

/** Rate limits. Workers that share a port share the limits; other processes count on their own. */
export interface RateLimits {
  /** Counts one request from an address. @throws {RequestError} `rate_limited` */
  takeRequest(request: Pick<FastifyRequest, "ip" | "headers">): void;
  /** Counts a key's events. @throws {RequestError} `rate_limited` */
  takeEvents(key: Pick<FoundKey, "id">, events: number): void;
}

/**
 * Makes the limits of a collector.
 *
 * Private addresses are not limited: one may be a proxy that SAFAR_TRUST_PROXY does not name, or a shop's own server,
 * and carry the requests of all customers.
 *
 * @param sharing with the processes that share the limits. Over any time and any number of connections, a sender gets
 *   what one process would allow, and at most an eighth of its burst more
 */
export function rateLimits(
  limits: Limits,
  logger: Pick<FastifyBaseLogger, "warn">,
  sharing?: LimitSharing,
): RateLimits {
  const { keyEventsPerSecond, addressRequestsPerSecond, trustProxy } = limits;
  const bucketsOf = (limit: Taken["limit"], perSecond: number, burst: number): RateLimit =>
    tokenBuckets({
      perSecond,
      burst,
      ...(sharing && {
        tell: (sender: string, amount: number) => sharing.tell({ limit, sender, amount }),
        tellFrom: (burst * TOLD_SHARE) / sharing.among,
      }),
    });
  const events = bucketsOf("events", keyEventsPerSecond, keyEventsPerSecond * KEY_BURST_SECONDS);
  const requests = bucketsOf(
    "requests",
    addressRequestsPerSecond,
    addressRequestsPerSecond * ADDRESS_BURST_SECONDS,
  );
  sharing?.listen(({ limit, sender, amount }) =>
    (limit === "events" ? events : requests).took(sender, amount),
  );
  let warned = trustProxy !== false;

  return {
    takeRequest({ ip, headers }) {
      const sender = senderOf(ip);
      if (sender === undefined) return;
      if (isPrivate(ip)) {
        if (warned || headers["x-forwarded-for"] === undefined) return;
        warned = true;
        logger.warn(
          "Requests come through a proxy that SAFAR_TRUST_PROXY does not name. Until it does, addresses are neither limited nor known.",
        );
        return;
      }
      refuseFor(requests.take(sender, 1));
    },
    takeEvents({ id }, count) {
      refuseFor(events.take(id, Math.max(1, count)));
    },
  };
}

function refuseFor(millis: number): void {
  if (millis > 0) throw new RequestError("rate_limited", Math.min(LONGEST_WAIT, Math.ceil(millis / 1000)));
}
