import { Option } from "commander";

/** `--links`: which links between a person's ids a command follows. */
export function linksOption(): Option {
  return new Option(
    "--links <which>",
    "which links between ids to follow: all, or only trusted ones, which a server key made",
  ).choices(["all", "trusted"]);
}

/** `--as`: the kind of an id that two persons share. */
export function asOption(): Option {
  return new Option(
    "--as <kind>",
    "kind of the id, if it is one person's user id and another's anonymous id",
  ).choices(["user", "guest"]);
}
