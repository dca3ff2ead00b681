import { BlockList, isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Addresses of this machine and of networks that the internet does not reach: a proxy's, or a shop's own backend. */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const) {
  PRIVATE.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  PRIVATE.addSubnet(network, bits, "ipv6");
}

export function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
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
