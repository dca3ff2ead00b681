import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Ranges that the internet does not reach: this machine, a proxy's network, a shop's own backend. */
const PRIVATE = new Set(["loopback", "private", "linkLocal", "carrierGradeNat", "uniqueLocal"]);

/** Whether an address lies in a network that the internet does not reach; false when it is no address. */
export function isPrivate(address: string): boolean {
  return isIP(address) !== 0 && PRIVATE.has(ipaddr.process(address).range());
}

/**
 * Whom an address stands for: an IPv4 address one line, an IPv6 address its network of 64 bits, in which one line
 * has as many addresses as it likes.
 *
 * @returns undefined when it is no address
 */
export function senderOf(address: string): string | undefined {
  const version = isIP(address);
  if (version !== 6) return version === 4 ? address : undefined;
  const whole = ipaddr.process(address);
  return whole.kind() === "ipv4" ? whole.toString() : whole.toNormalizedString().split(":", 4).join(":");
}
