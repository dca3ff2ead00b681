import type { FastifyRequest } from "fastify";
import type { Config } from "../../settings/config.js";
import type { AddressRule, Network } from "../../settings/privacy-choices.js";
import { keptAddress } from "./address.js";
import { type Location, locationOf } from "./location.js";
import { type Protect, protector } from "./protect.js";

/** What may be kept about a request's sender. */
export interface Sender {
  /** The part of the address that is kept. */
  readonly address?: string | undefined;
  readonly location?: Location | undefined;
}

/** What is kept about people, and what never is; see PRIVACY.md. */
export interface Privacy {
  readonly protect: Protect;
  /** Returns what may be kept about a request's sender. */
  senderOf(request: Pick<FastifyRequest, "ip" | "headers">): Sender;
  /** Applies the address rule to an event's or batch's context, in place. */
  keepAddress(context: unknown): void;
}

/** Builds the privacy rules from the settings. */
export function privacyOf(
  config: Pick<Config, "SAFAR_ADDRESS" | "SAFAR_CDN" | "SAFAR_NEVER_STORE">,
): Privacy {
  const rule = config.SAFAR_ADDRESS as AddressRule;
  const network = config.SAFAR_CDN as Network;
  return {
    protect: protector(config.SAFAR_NEVER_STORE.split(",")),
    senderOf: ({ ip, headers }) =>
      isBrowser(headers["user-agent"])
        ? { address: keptAddress(ip, rule), location: locationOf(headers, network) }
        : {},
    keepAddress(context) {
      if (typeof context !== "object" || context === null || !("ip" in context)) return;
      const kept = keptAddress(context.ip, rule);
      if (kept === undefined) delete context.ip;
      else context.ip = kept;
    },
  };
}

/**
 * A backend sends for its customers, so its own address must not be stored as theirs. Every browser's user agent
 * starts with "Mozilla".
 */
function isBrowser(userAgent: string | undefined): boolean {
  return userAgent?.startsWith("Mozilla/") ?? false;
}
