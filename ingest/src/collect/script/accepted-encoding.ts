/** Encodings of a body, smallest first. */
const ENCODINGS = ["br", "gzip", "identity"] as const;

export type Encoding = (typeof ENCODINGS)[number];

/**
 * The smallest encoding that a client accepts (`Accept-Encoding`, RFC 9110, 12.5.3). Only weights of 0 matter: every
 * encoding gives the same script, so the smallest is best.
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
