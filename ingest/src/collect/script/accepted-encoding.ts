/** How a body may be compressed, the smallest first. */
const ENCODINGS = ["br", "gzip", "identity"] as const;

export type Encoding = (typeof ENCODINGS)[number];

/**
 * The smallest encoding that a client takes, by its `Accept-Encoding` (RFC 9110, 12.5.3). Weights count only
 * where they are 0: every encoding holds the same script, so the smallest is best.
 */
export function acceptedEncoding(header: string | undefined): Encoding {
  const refused = new Set<string>();
  const taken = new Set<string>();
  for (const part of (header ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? refused : taken).add(name);
  }
  return ENCODINGS.find((name) => taken.has(name) || (taken.has("*") && !refused.has(name))) ?? "identity";
}
