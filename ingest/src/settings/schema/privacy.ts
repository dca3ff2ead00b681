import { Type } from "typebox";
import { NEVER_STORED } from "../never-stored.js";
import { ADDRESS_RULES, NETWORKS } from "../privacy-choices.js";
import { oneOf } from "./one-of.js";

/** What is kept of people, and for how long. */
export const PRIVACY = {
  SAFAR_ADDRESS: oneOf(ADDRESS_RULES, {
    default: "truncate",
    description:
      "What to store of a visitor's IP address in `context.ip`: `truncate` stores its network (IPv4 /24, IPv6 /48), `drop` nothing, `whole` the whole address.",
  }),
  SAFAR_CDN: oneOf(NETWORKS, {
    default: "",
    description:
      "CDN in front of the collector whose headers give a visitor's country and city for `context.location`: cloudflare, cloudfront, vercel, fastly or akamai. Empty: ignore such headers.",
  }),
  SAFAR_NEVER_STORE: Type.String({
    default: NEVER_STORED.join(","),
    description:
      "Names of fields that are never stored, separated by commas; matched at any depth, in any spelling.",
  }),
  SAFAR_KEEP_EVENTS_DAYS: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 36_500,
    description:
      "Days to keep events after they were received; 0 keeps them for ever. Older events are deleted within a further tenth of that time (one to seven days) and leave all figures. Applied by `safar serve` and `safar migrate`.",
  }),
  SAFAR_KEEP_DEAD_LETTERS_DAYS: Type.Integer({
    default: 90,
    minimum: 0,
    maximum: 36_500,
    description: "Days to keep dead letters, likewise.",
  }),
};
