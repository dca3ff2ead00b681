import { isIP } from "node:net";
import type { PublicAddress } from "./public-address.js";

/** The fields that a collector needs to fill of what Segment's browser client loads before it sends events. */
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

/** A valid host. Anything else in the header is not repeated. */
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The settings of a write key: only this collector receives its events. A page needs to set nothing but `cdnURL`. No
 * other integration, plan or middleware is listed, because each makes the client load files that only Segment serves.
 *
 * @param address where the page reaches the collector; an invalid one is left out
 */
export function settingsDocument(writeKey: string, { host, protocol }: PublicAddress): SettingsDocument {
  const known = HOST.test(host)
    ? ({ apiHost: `${host}/v1`, protocol: protocol ?? (isLocal(host) ? "http" : "https") } as const)
    : {};
  return {
    integrations: { "Segment.io": { apiKey: writeKey, ...known } },
    // Switches off the client's metrics about itself.
    metrics: { sampleRate: 0 },
  };
}

/** A local name or an IP address, for which there is no certificate. */
function isLocal(host: string): boolean {
  const name = host
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || isIP(name) !== 0;
}
