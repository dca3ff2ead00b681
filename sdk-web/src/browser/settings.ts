import { MAX_BATCH_EVENTS } from "@safar/schemas/limits";
import type { SafarOptions } from "./options.js";

type Known = Omit<SafarOptions, "cookieDomain" | "beforeSend">;

export interface Settings extends Readonly<{ [Name in keyof Known]-?: NonNullable<Known[Name]> }> {
  readonly cookieDomain: string | undefined;
  readonly beforeSend: SafarOptions["beforeSend"];
  /** Where batches go. */
  readonly endpoint: string;
  /** Names the queue, its lock and its channel: those of one write key at one collector are one. */
  readonly name: string;
}

/** Numbers, and what each is when it is not given, or cannot work: nothing here may throw into the page. */
export const numbers = {
  maxEvents: 10_000,
  maxBytes: 10_485_760,
  batchEvents: 100,
  flushInterval: 1_000,
  sessionTimeout: 1_800_000,
};

export const choices = {
  consent: "granted",
  respectPrivacySignals: true,
  cookieless: false,
  cookieDomain: undefined,
  trackPages: "none",
  debug: false,
} as const;

/**
 * Reads the options.
 *
 * @returns undefined when there is no write key, or no address of a collector
 * @throws for options that are none
 */
export function readSettings(options: SafarOptions): Settings | undefined {
  const { writeKey, host, hashTraits } = options;
  const { protocol, href } = new URL(host);
  if (!writeKey || typeof writeKey !== "string" || !/^http/.test(protocol)) return undefined;
  const base = href.replace(/[?#].*|\/+$/g, "");
  const given: Record<string, number> = {};
  for (const [name, usual] of Object.entries(numbers)) {
    const value = Number(options[name as keyof typeof numbers] ?? usual);
    given[name] = value >= (name === "flushInterval" ? 0 : 1) ? value : usual;
  }
  return {
    ...choices,
    ...options,
    ...(given as typeof numbers),
    batchEvents: Math.min(given.batchEvents as number, MAX_BATCH_EVENTS),
    hashTraits: Array.isArray(hashTraits) ? hashTraits : [],
    endpoint: `${base}/v1/batch`,
    name: `safar:${writeKey}@${base}`,
  } as Settings;
}
