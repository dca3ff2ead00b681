import type { FastifyRequest } from "fastify";
import type { Config } from "../../settings/config.js";
import type { AddressRule, Network } from "../../settings/privacy-choices.js";
import { keptAddress } from "./address.js";
import { type Location, locationOf } from "./location.js";
import { type Protect, protector } from "./protect.js";

/** What is known of a request's sender and may be kept. */
export interface Sender {
  /** The part of the address that is kept. */
  readonly address?: string | undefined;
  readonly location?: Location | undefined;
}

/** What is kept of people, and what never is; see PRIVACY.md. */
export interface Privacy {
  readonly protect: Protect;
  /** What may be kept of who sent a request. */
  senderOf(request: Pick<FastifyRequest, "ip" | "headers">): Sender;
  /** Holds the address in an event's or a batch's context, in place, to the rule. */
  keepAddress(context: unknown): void;
}

/** The rules that the settings choose. */
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

/** A shop's backend speaks for its customers: its own address is nobody's. Every browser calls itself Mozilla. */
function isBrowser(userAgent: string | undefined): boolean {
  return userAgent?.startsWith("Mozilla/") ?? false;
}
