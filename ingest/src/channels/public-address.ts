import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Whether the whole internet reaches an address: not this machine, its network, or a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.process(address).range() === "unicast";
}

/** The host of a URL as an address, or undefined when it is a name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? undefined : bare;
}

/**
 * Looks a name up and gives public addresses alone. The connection is made to exactly these: a name that points
 * elsewhere a moment later gains nothing.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, "", 0);
    const isSafe = found.length > 0 && found.every(({ address }) => isPublicAddress(address));
    if (!isSafe) return callback(new PrivateAddressError(hostname), "", 0);
    if (options.all) return callback(null, found);
    callback(null, found[0]!.address, found[0]!.family);
  });
};

/** The host of an address that strangers or definitions told is in a private network. */
export class PrivateAddressError extends Error {
  override readonly name = "PrivateAddressError";
  constructor(host: string) {
    super(`${host} is in a private network. Messages go to public addresses alone`);
  }
}
