import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { AddressRule } from "../../settings/privacy-choices.js";

/** Bits that are kept of an address: a network of many people, never a single line. */
const KEPT_BITS = { ipv4: 24, ipv6: 48 } as const;

/**
 * Shortens or drops an address by the rule.
 *
 * @param address IPv4 or IPv6, or IPv4 mapped into IPv6 (`::ffff:192.0.2.7`)
 * @returns undefined when nothing is kept, and for text that is not an address, because it may contain anything
 */
export function keptAddress(address: unknown, rule: AddressRule): string | undefined {
  if (rule === "drop" || typeof address !== "string") return undefined;
  if (isIP(address) === 0) return undefined;
  const whole = ipaddr.process(address);
  if (rule === "whole") return whole.toString();
  const kept = whole.kind() === "ipv4" ? KEPT_BITS.ipv4 : KEPT_BITS.ipv6;
  const bytes = whole.toByteArray().map((byte, place) => (place < kept / 8 ? byte : 0));
  return ipaddr.fromByteArray(bytes).toString();
}
