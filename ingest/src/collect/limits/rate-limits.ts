import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import { isPrivate, senderOf } from "../../connections/sender-address.js";
import type { FoundKey } from "../../sources/source.js";
import { RequestError } from "../errors.js";
import type { LimitSharing, Taken } from "./limit-sharing.js";
import type { Limits } from "./limits.js";
import { type RateLimit, tokenBuckets } from "./token-buckets.js";

/** How much of its allowance of seconds a quiet sender may use at once. */
const KEY_BURST_SECONDS = 2;
const ADDRESS_BURST_SECONDS = 10;

/** The longest wait that a client is told, in seconds; see the wire. */
const LONGEST_WAIT = 300;

/** Others are told once a sender has taken this part of its burst, divided by how many share the limit. */
const TOLD_SHARE = 1 / 8;

/** How fast senders may be. Workers that share a port share the limits; other processes count by themselves. */
export interface RateLimits {
  /** Counts one request of an address. @throws {RequestError} `rate_limited` */
  takeRequest(request: Pick<FastifyRequest, "ip" | "headers">): void;
  /** Counts a key's events. @throws {RequestError} `rate_limited` */
  takeEvents(key: Pick<FoundKey, "id">, events: number): void;
}

/**
 * Makes the limits of a collector.
 *
 * The address of a private network is a proxy's that SAFAR_TRUST_PROXY does not name, or a shop's own machine: behind
 * it may stand all customers at once, so it is not limited by its address.
 *
 * @param sharing with processes that keep the same limits; by one connection or by many, over any time a sender gets
 *   what one process would give it, and at most an eighth of its burst more
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
          "Requests come through a proxy. Until SAFAR_TRUST_PROXY names it, addresses are neither limited nor known.",
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
