/** What is kept of a sender's address: its network, nothing, or all of it. */
export const ADDRESS_RULES = ["truncate", "drop", "whole"] as const;
export type AddressRule = (typeof ADDRESS_RULES)[number];

/** CDNs whose headers give a request's location; "" for none. */
export const NETWORKS = ["", "cloudflare", "cloudfront", "vercel", "fastly", "akamai"] as const;
export type Network = (typeof NETWORKS)[number];
