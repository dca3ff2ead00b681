import type { Config } from "../../settings/config.js";
import { type Machine, thisMachine } from "../../settings/machine.js";
import { type TrustedProxies, trustedProxies } from "../../settings/trusted-proxies.js";
import { boundedBy } from "./bounded.js";

/** What the collector bears, and from whom. */
export interface Limits {
  /** Whose X-Forwarded-For is believed, as Fastify's `trustProxy` takes it. */
  readonly trustProxy: TrustedProxies;
  readonly keyEventsPerSecond: number;
  readonly addressRequestsPerSecond: number;
  readonly maxConnections: number;
  /** Of these, how many one address may have; Infinity for no limit. */
  readonly maxAddressConnections: number;
  /** Characters of events that may wait to be durable. */
  readonly maxPendingChars: number;
  /** Bytes of bodies that may be under way at once. */
  readonly maxReceivingBytes: number;
  /** How long a sender may take for the headers, and for the whole request, in milliseconds. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** What is lower than its setting, and why, in a sentence each. */
  readonly lowered: readonly string[];
}

/** The limits that the settings choose and the machine bears. */
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
