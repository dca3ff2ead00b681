import type { PersonLink } from "./person.js";

/** Links that no server's key vouches for: a page's key can be read by anybody, and who has it can link any id. */
export function doubtfulLinks(links: readonly PersonLink[]): PersonLink[] {
  return links.filter(({ by }) => by !== "server");
}

const SAID_BY: Readonly<Record<PersonLink["by"], string>> = {
  server: "said with a server's key",
  page: "said with a page's key, which anybody can read",
  device: "nobody said so; events of this device name this user alone",
};

/** A link as people read it. */
export function linkText({ source, from, to, by, at }: PersonLink): string {
  const when = at === undefined ? "" : `, ${new Date(at).toISOString().slice(0, 10)}`;
  return `${idWords(from)} is ${idWords(to)} in ${source}: ${SAID_BY[by]}${when}`;
}

/** What to do where links that nobody vouches for would be followed without a word about them. */
export function linksQuestion(links: readonly PersonLink[]): string {
  const doubtful = doubtfulLinks(links);
  return (
    `${doubtful.length} of the ${links.length} links between these ids were not made by a server of yours:\n` +
    `${doubtful.map((link) => `  ${linkText(link)}`).join("\n")}\n` +
    "Say --links all to follow them, or --links trusted to follow servers' links alone."
  );
}

/** `user u1` for the label `user/u1`. */
export function idWords(label: string): string {
  const at = label.indexOf("/");
  return `${label.slice(0, at) === "user" ? "user" : "anonymous id"} ${label.slice(at + 1)}`;
}
