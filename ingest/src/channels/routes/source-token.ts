import type { Seal, TokenUse } from "../links/seal.js";

type Use = Extract<TokenUse, "sms" | "email">;

/** The token of the addresses that are entered at a provider: it names the source. */
export function sealSource(seal: Seal, use: Use, source: string): string {
  return seal.seal(use, ["source", source]);
}

/** @returns undefined for whatever was not sealed for this use */
export function sourceOf(seal: Seal, use: Use, token: unknown): string | undefined {
  const content = typeof token === "string" ? seal.unseal(use, token) : undefined;
  return Array.isArray(content) && content[0] === "source" ? String(content[1]) : undefined;
}
