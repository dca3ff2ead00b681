import type { IncomingHttpHeaders } from "node:http";

/** Where the pages of shops reach this collector. */
export interface PublicAddress {
  /** With its port, if it has one of its own. */
  readonly host: string;
  /** Undefined where it was not told. */
  readonly protocol?: "http" | "https";
}

/**
 * The address that is told to pages: the configured one. Without one, that of the request's Host header, by which a
 * cache tells answers apart, and never that of X-Forwarded-Host, by which it doesn't: a proxy passes on what anybody
 * sent.
 *
 * @param publicUrl SAFAR_PUBLIC_URL, or empty
 */
export function publicAddress(publicUrl: string, { host = "" }: IncomingHttpHeaders): PublicAddress {
  if (publicUrl === "") return { host };
  const { host: configured, protocol } = new URL(publicUrl);
  return { host: configured, protocol: protocol === "http:" ? "http" : "https" };
}
