import { Option } from "commander";

/** `--links`: which links between a person's ids a command follows. */
export function linksOption(): Option {
  return new Option(
    "--links <which>",
    "follow all links between ids, or trusted ones alone: those that a server's key made",
  ).choices(["all", "trusted"]);
}

/** `--as`: what an id is that two persons have. */
export function asOption(): Option {
  return new Option(
    "--as <kind>",
    "what the id is, where it is one person's user id and another's anonymous id",
  ).choices(["user", "guest"]);
}
