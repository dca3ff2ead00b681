import type { IncomingHttpHeaders } from "node:http";
import type { Network } from "../../settings/privacy-choices.js";

/**
 * A request's location, from headers of the CDN in front of the collector. Field names as in Segment's
 * `context.location`.
 */
export interface Location {
  /** ISO 3166-1 alpha-2 code. */
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
}

type Reader = (headers: IncomingHttpHeaders) => Record<keyof Location, string | undefined>;

/** Makes a reader with one header per field. */
const named =
  (country: string, region: string, city: string): Reader =>
  (headers) => ({
    country: single(headers[country]),
    region: single(headers[region]),
    city: single(headers[city]),
  });

/**
 * How each network sends the location. Only the configured network's headers are read: anybody can send these
 * headers, and only that network overwrites its own.
 */
const READERS = {
  // https://developers.cloudflare.com/rules/transform/managed-transforms/reference/#add-visitor-location-headers
  cloudflare: named("cf-ipcountry", "cf-region", "cf-ipcity"),
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
  cloudfront: named(
    "cloudfront-viewer-country",
    "cloudfront-viewer-country-region-name",
    "cloudfront-viewer-city",
  ),
  // https://vercel.com/docs/headers/request-headers
  vercel: named("x-vercel-ip-country", "x-vercel-ip-country-region", "x-vercel-ip-city"),
  // Fastly sends none by default; the guide shows the three lines of VCL that add them.
  fastly: named("fastly-geo-country", "fastly-geo-region", "fastly-geo-city"),
  // https://techdocs.akamai.com/property-mgr/docs/content-tgting: "georegion=246,country_code=US,city=CAMBRIDGE,…"
  akamai: (headers) => {
    const parts = new Map(
      (single(headers["x-akamai-edgescape"]) ?? "")
        .split(",")
        .map((part) => part.split("=", 2) as [string, string]),
    );
    return { country: parts.get("country_code"), region: parts.get("region_code"), city: parts.get("city") };
  },
} satisfies Record<Exclude<Network, "">, Reader>;

/**
 * Reads the location from the headers of the network in front.
 *
 * @param network "" for nothing
 * @returns undefined when the network does not know
 */
export function locationOf(headers: IncomingHttpHeaders, network: Network): Location | undefined {
  if (network === "") return undefined;
  const { country, region, city } = READERS[network](headers);
  // Cloudflare sends XX for unknown and T1 for Tor.
  if (country === undefined || !/^[A-Za-z]{2}$/.test(country) || country === "XX") return undefined;
  return {
    country: country.toUpperCase(),
    ...(place(region) ? { region: place(region)! } : {}),
    ...(place(city) ? { city: place(city)! } : {}),
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

const LONGEST_PLACE = 100;

/** The name of a place, decoded if it is percent-encoded; undefined when it cannot be a name. */
function place(name: string | undefined): string | undefined {
  if (name === undefined || name === "") return undefined;
  let text = name;
  try {
    text = decodeURIComponent(name);
  } catch {
    // it was not encoded
  }
  return text.length <= LONGEST_PLACE && !/\p{Cc}/u.test(text) ? text : undefined;
}
