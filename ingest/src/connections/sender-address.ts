import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Ranges that are not reachable from the internet: this machine, a proxy's network, a shop's own backend. */
const PRIVATE = new Set(["loopback", "private", "linkLocal", "carrierGradeNat", "uniqueLocal"]);

/** Whether an address is not reachable from the internet; false when it is not an address. */
export function isPrivate(address: string): boolean {
  return isIP(address) !== 0 && PRIVATE.has(ipaddr.process(address).range());
}

/**
 * The sender behind an address: the IPv4 address itself, or the /64 network of an IPv6 address, because one line can
 * use all addresses of its /64.
 *
 * @returns undefined when it is not an address
 */
export function senderOf(address: string): string | undefined {
  const version = isIP(address);
  if (version !== 6) return version === 4 ? address : undefined;
  const whole = ipaddr.process(address);
  return whole.kind() === "ipv4" ? whole.toString() : whole.toNormalizedString().split(":", 4).join(":");
}
