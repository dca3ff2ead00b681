import type { Config } from "../../settings/config.js";
import { type Machine, thisMachine } from "../../settings/machine.js";
import { type TrustedProxies, trustedProxies } from "../../settings/trusted-proxies.js";
import { boundedBy } from "./bounded.js";

/** The collector's limits. */
export interface Limits {
  /** Proxies whose X-Forwarded-For is trusted, in the form of Fastify's `trustProxy`. */
  readonly trustProxy: TrustedProxies;
  readonly keyEventsPerSecond: number;
  readonly addressRequestsPerSecond: number;
  readonly maxConnections: number;
  /** Of these, how many one address may have; Infinity for no limit. */
  readonly maxAddressConnections: number;
  /** Characters of events that may wait to be durable. */
  readonly maxPendingChars: number;
  /** Bytes of request bodies that may be in memory before they are complete. */
  readonly maxReceivingBytes: number;
  /** Timeouts for the headers and for the whole request, in milliseconds. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** One sentence for each limit that is lower than its setting. */
  readonly lowered: readonly string[];
}

/** The limits of the settings, lowered to what the machine can bear. */
export function limitsOf(
  config: Pick<
    Config,
    | "SAFAR_TRUST_PROXY"
    | "SAFAR_KEY_EVENTS_PER_SECOND"
    | "SAFAR_ADDRESS_REQUESTS_PER_SECOND"
    | "SAFAR_MAX_CONNECTIONS"
    | "SAFAR_ADDRESS_CONNECTIONS"
    | "SAFAR_MAX_PENDING_MIB"
    | "SAFAR_REQUEST_TIMEOUT_MS"
  >,
  machine: Machine = thisMachine(),
): Limits {
  return {
    trustProxy: trustedProxies(config.SAFAR_TRUST_PROXY) ?? false,
    keyEventsPerSecond: config.SAFAR_KEY_EVENTS_PER_SECOND,
    addressRequestsPerSecond: config.SAFAR_ADDRESS_REQUESTS_PER_SECOND,
    ...boundedBy(config, machine),
    headersTimeout: Math.min(10_000, config.SAFAR_REQUEST_TIMEOUT_MS),
    requestTimeout: config.SAFAR_REQUEST_TIMEOUT_MS,
  };
}
