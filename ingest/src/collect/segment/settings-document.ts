import { isIP } from "node:net";
import type { PublicAddress } from "./public-address.js";

/** What a browser's Segment client loads before it sends anything, as far as it concerns a collector. */
export interface SettingsDocument {
  readonly integrations: {
    readonly "Segment.io": {
      readonly apiKey: string;
      readonly apiHost?: string;
      readonly protocol?: "http" | "https";
    };
  };
  readonly metrics: { readonly sampleRate: number };
}

/** A host as it may stand in an address; whatever else the header holds is not repeated. */
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The settings of a write key: this collector takes its events, and nobody else does. A page that names the collector
 * as its `cdnURL` needs to say no more. Nothing else is named, as each further integration, plan or middleware makes
 * the client load files that only its maker serves.
 *
 * @param address where the page reaches the collector; one that can be none is left out
 */
export function settingsDocument(writeKey: string, { host, protocol }: PublicAddress): SettingsDocument {
  const known = HOST.test(host)
    ? ({ apiHost: `${host}/v1`, protocol: protocol ?? (isLocal(host) ? "http" : "https") } as const)
    : {};
  return {
    integrations: { "Segment.io": { apiKey: writeKey, ...known } },
    // Figures of the client about itself, which nobody reads here.
    metrics: { sampleRate: 0 },
  };
}

/** A name of this machine, or an address: there is no certificate for these. */
function isLocal(host: string): boolean {
  const name = host
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || isIP(name) !== 0;
}
