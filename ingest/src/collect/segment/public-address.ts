import type { IncomingHttpHeaders } from "node:http";

/** Where the pages of shops reach this collector. */
export interface PublicAddress {
  /** With the port, if it has one. */
  readonly host: string;
  /** Undefined when not known. */
  readonly protocol?: "http" | "https";
}

/**
 * The collector's address for pages: the configured one, or else the request's Host header. Never X-Forwarded-Host:
 * caches do not key by it, and proxies pass on whatever a client sent.
 *
 * @param publicUrl SAFAR_PUBLIC_URL, or empty
 */
export function publicAddress(publicUrl: string, { host = "" }: IncomingHttpHeaders): PublicAddress {
  if (publicUrl === "") return { host };
  const { host: configured, protocol } = new URL(publicUrl);
  return { host: configured, protocol: protocol === "http:" ? "http" : "https" };
}
