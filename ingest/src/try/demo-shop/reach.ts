import type { FastifyRequest } from "fastify";
import type { Config } from "../../settings/config.js";

/** Who may open the demo shop: nobody, browsers on this machine, or everybody who can reach the collector. */
export type Reach = "nobody" | "this machine" | "everybody";

/** Who may open the demo shop, by the settings. */
export function reachOf({
  SAFAR_DEMO_SHOP: when,
  SAFAR_LISTEN: listen,
}: Pick<Config, "SAFAR_DEMO_SHOP" | "SAFAR_LISTEN">): Reach {
  if (when === "on") return "everybody";
  return when === "auto" && isLoopback(listen) ? "this machine" : "nobody";
}

/** Headers that a proxy adds to forwarded requests. */
const SIGNS_OF_A_PROXY = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"] as const;

/**
 * True when a request was made on this machine: not one forwarded by a proxy in front of the collector, and not one
 * with a foreign host name that points to 127.0.0.1 (DNS rebinding).
 */
export function isOfThisMachine(request: FastifyRequest): boolean {
  return (
    isLoopback(request.hostname) && SIGNS_OF_A_PROXY.every((header) => request.headers[header] === undefined)
  );
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
