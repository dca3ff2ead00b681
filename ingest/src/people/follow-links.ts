import type { PersonLink } from "./person.js";

/** Links that no server key made. A page's key is public, and anybody who has it can link any ids. */
export function doubtfulLinks(links: readonly PersonLink[]): PersonLink[] {
  return links.filter(({ by }) => by !== "server");
}

const SAID_BY: Readonly<Record<PersonLink["by"], string>> = {
  server: "linked with a server key",
  page: "linked with a page's key, which anybody can read",
  device: "inferred: all events of this device name this user",
};

/** A link as a sentence for people. */
export function linkText({ source, from, to, by, at }: PersonLink): string {
  const when = at === undefined ? "" : `, ${new Date(at).toISOString().slice(0, 10)}`;
  return `${idWords(from)} is ${idWords(to)} in ${source}: ${SAID_BY[by]}${when}`;
}

/** Asks the operator to decide about doubtful links before the command follows any. */
export function linksQuestion(links: readonly PersonLink[]): string {
  const doubtful = doubtfulLinks(links);
  return (
    `${doubtful.length} of the ${links.length} links between these ids were not made by a server of yours:\n` +
    `${doubtful.map((link) => `  ${linkText(link)}`).join("\n")}\n` +
    "Use --links all to follow them, or --links trusted to follow only links made by servers."
  );
}

/** `user u1` for the label `user/u1`. */
export function idWords(label: string): string {
  const at = label.indexOf("/");
  return `${label.slice(0, at) === "user" ? "user" : "anonymous id"} ${label.slice(at + 1)}`;
}
