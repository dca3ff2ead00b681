import { isIP } from "node:net";

/** Proxies in front of the collector, as Fastify's `trustProxy` takes them. Their number alone would prove nothing. */
export type TrustedProxies = false | string[];

/** Names of networks that Fastify knows. */
const NAMES = new Set(["loopback", "linklocal", "uniquelocal"]);

/**
 * Reads the setting of trusted proxies.
 *
 * @returns undefined when it names none that can be
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
