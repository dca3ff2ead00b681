import { columnText, nearCommerceEvent } from "@safar/schemas";
import type { Piece } from "../../output/terminal/print.js";
import { oneLine } from "../../output/terminal/visible.js";
import { bodyOf, type TailedEvent, type TailLine } from "./live.js";

/** Shown length of a rejected event's text, and of an accepted event's properties, in characters. */
const LONGEST_BODY = 300;
const LONGEST_PROPERTIES = 120;

/** Automated browsers identify themselves as bots, such as HeadlessChrome. */
const FROM_BOT = "from a bot, by its user agent: stored, but no figure counts it.";

/** A line for developers. */
export function lineText(line: TailLine): Piece[] {
  if (line.kind === "missed")
    return [
      {
        style: "yellow",
        text: `… ${line.count} lines arrived too fast to be shown. Filter with --source, --event or --user.`,
      },
    ];
  const head: Piece[] = [
    { style: "dim", text: new Date(line.at).toLocaleTimeString("en-GB") },
    { style: "cyan", text: oneLine(line.source) },
  ];
  if (line.kind === "refused")
    return [
      ...withBetween(" ", [...head, { style: ["red", "bold"], text: `rejected: ${line.code}` }]),
      `  ${oneLine(line.message)}\n         `,
      { style: "dim", text: cut(oneLine(line.body), LONGEST_BODY) },
      ...withBetween("", [hint("\n         ", bodyOf(line.body))]),
    ];
  const { event } = line;
  return withBetween("  ", [
    ...head,
    { style: "bold", text: oneLine(nameOf(event)) },
    who(event),
    { style: "dim", text: cut(oneLine(properties(event)), LONGEST_PROPERTIES) },
    hint("", event),
    { style: "yellow", text: line.isFromBot ? FROM_BOT : "" },
  ]);
}

/** Suggests the probable event name when no figure reads the given one; else empty. */
function hint(before: string, { type, event }: Readonly<Record<string, unknown>>): Piece {
  const near = type === "track" && typeof event === "string" ? nearCommerceEvent(event) : "";
  return {
    style: "yellow",
    text: near === "" ? "" : `${before}did you mean ${near}? No figure reads this name.`,
  };
}

/** Joins the pieces that are not empty with a separator. */
function withBetween(between: string, pieces: readonly Piece[]): Piece[] {
  return pieces
    .filter((piece) => (typeof piece === "string" ? piece : piece.text) !== "")
    .flatMap((piece, place) => (place === 0 ? [piece] : [between, piece]));
}

function nameOf({ type, event, name }: TailedEvent): string {
  if (type === "track") return columnText(event, LONGEST_BODY);
  return typeof name === "string" && name !== "" ? `${type}: ${name}` : type;
}

function who({ userId, anonymousId, groupId, previousId }: TailedEvent): string {
  const parts = Object.entries({ user: userId, visitor: anonymousId, group: groupId, formerly: previousId })
    .map(([word, value]) => [word, columnText(value, LONGEST_BODY)] as const)
    .filter(([, id]) => id !== "")
    .map(([word, id]) => `${word} ${oneLine(id)}`);
  return parts.join(", ");
}

function properties({ properties: told, traits }: TailedEvent): string {
  return Object.entries({ ...(traits as object | null), ...(told as object | null) })
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
