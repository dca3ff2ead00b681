import { expect, it } from "vitest";
import { locationOf } from "../../../src/event/privacy/location.js";

const everyNetwork = {
  "cf-ipcountry": "DE",
  "cf-ipcity": "Köln",
  "cloudfront-viewer-country": "FR",
  "cloudfront-viewer-country-region-name": "Occitanie",
  "cloudfront-viewer-city": "Toulouse",
  "x-vercel-ip-country": "BR",
  "x-vercel-ip-country-region": "SP",
  "x-vercel-ip-city": "S%C3%A3o%20Paulo",
  "fastly-geo-country": "ir",
  "x-akamai-edgescape": "georegion=246,country_code=US,region_code=MA,city=CAMBRIDGE,zip=02138",
};

it.each([
  ["cloudflare", { country: "DE", city: "Köln" }],
  ["cloudfront", { country: "FR", region: "Occitanie", city: "Toulouse" }],
  ["vercel", { country: "BR", region: "SP", city: "São Paulo" }],
  ["fastly", { country: "IR" }],
  ["akamai", { country: "US", region: "MA", city: "CAMBRIDGE" }],
] as const)("reads the location of %s and believes no other's headers", (network, location) => {
  expect(locationOf(everyNetwork, network)).toEqual(location);
});

it("believes nobody where no network is named", () => {
  expect(locationOf(everyNetwork, "")).toBeUndefined();
});

it.each([{}, { "cf-ipcountry": "XX" }, { "cf-ipcountry": "Germany" }, { "cf-ipcountry": "<b" }])(
  "takes %j for an unknown place",
  (headers) => expect(locationOf(headers, "cloudflare")).toBeUndefined(),
);

it("leaves out a city that can be none", () => {
  const headers = { "cf-ipcountry": "DE", "cf-ipcity": "a\nb", "cf-region": "x".repeat(101) };
  expect(locationOf(headers, "cloudflare")).toEqual({ country: "DE" });
});
