import { isIP } from "node:net";

/**
 * Proxies in front of the collector, in the form of Fastify's `trustProxy`. A number of hops is not allowed, because
 * it proves nothing.
 */
export type TrustedProxies = false | string[];

/** Names of networks that Fastify knows. */
const NAMES = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Reads the setting SAFAR_TRUST_PROXY.
 *
 * @returns undefined when it is invalid
 */
export function trustedProxies(setting: string): TrustedProxies | undefined {
  if (setting === "") return false;
  const proxies = setting.split(",").map((one) => one.trim());
  return proxies.every(isProxy) ? proxies : undefined;
}

function isProxy(text: string): boolean {
  if (NAMES.has(text)) return true;
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
