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

export const defaults = {
  consent: "granted",
  respectPrivacySignals: true,
  cookieless: false,
  cookieDomain: undefined,
  hashTraits: [],
  maxEvents: 10_000,
  maxBytes: 10_485_760,
  batchEvents: 100,
  flushInterval: 1_000,
  sessionTimeout: 1_800_000,
  trackPages: "none",
  beforeSend: undefined,
  debug: false,
} as const;

/** The least that each number can be. */
const least: Readonly<Record<string, number>> = {
  maxEvents: 1,
  maxBytes: 1,
  batchEvents: 1,
  flushInterval: 0,
  sessionTimeout: 1,
};

/**
 * Reads the options. A number that cannot work gives way to its default, since nothing here may throw into
 * the page.
 *
 * @returns undefined when there is no write key, or no address of a collector
 */
export function readSettings(options: SafarOptions): Settings | undefined {
  try {
    const given = Object.entries(options).filter(([, value]) => value != null);
    const all = { ...defaults, ...Object.fromEntries(given) } as unknown as Settings & Record<string, number>;
    for (const name in least) {
      if (!((all[name] = Number(all[name])) >= (least[name] as number))) {
        all[name] = defaults[name as keyof typeof defaults] as unknown as number;
      }
    }
    const { writeKey, host, batchEvents, hashTraits } = all;
    const { protocol, origin, pathname } = new URL(host);
    if (!writeKey || typeof writeKey !== "string" || !/^http/.test(protocol)) return undefined;
    const base = origin + pathname.replace(/\/+$/, "");
    return {
      ...all,
      batchEvents: Math.min(batchEvents, MAX_BATCH_EVENTS),
      hashTraits: hashTraits.filter((trait) => typeof trait === "string"),
      endpoint: `${base}/v1/batch`,
      name: `safar:${writeKey}@${base}`,
    };
  } catch {
    return undefined;
  }
}
