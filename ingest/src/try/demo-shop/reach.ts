import type { FastifyRequest } from "fastify";
import type { Config } from "../../settings/config.js";

/** Who may open the demo shop: nobody, browsers of this machine, or whoever reaches the collector. */
export type Reach = "nobody" | "this machine" | "everybody";

/** Reads from the settings who may open the demo shop. */
export function reachOf({
  SAFAR_DEMO_SHOP: when,
  SAFAR_LISTEN: listen,
}: Pick<Config, "SAFAR_DEMO_SHOP" | "SAFAR_LISTEN">): Reach {
  if (when === "on") return "everybody";
  return when === "auto" && isLoopback(listen) ? "this machine" : "nobody";
}

/** What a proxy adds to a request that it passes on. */
const SIGNS_OF_A_PROXY = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"] as const;

/**
 * True when a request was made on this machine, by its address: not one that a proxy in front of the collector
 * passes on, and not one of a foreign name that was pointed to 127.0.0.1 (DNS rebinding).
 */
export function isOfThisMachine(request: FastifyRequest): boolean {
  return (
    isLoopback(request.hostname) && SIGNS_OF_A_PROXY.every((header) => request.headers[header] === undefined)
  );
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
