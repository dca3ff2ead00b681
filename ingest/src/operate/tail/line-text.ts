import { columnText, nearCommerceEvent } from "@safar/schemas";
import type { Piece } from "../../output/terminal/print.js";
import { oneLine } from "../../output/terminal/visible.js";
import { bodyOf, type TailedEvent, type TailLine } from "./live.js";

/** How much of a refused event is shown, and of the properties of one that was accepted, in characters. */
const LONGEST_BODY = 300;
const LONGEST_PROPERTIES = 120;

/** Browsers that a program drives name themselves as robots do, such as HeadlessChrome. */
const FROM_BOT = "from a bot, by its user agent: stored, and no figure counts it.";

/** A line as a developer reads it. */
export function lineText(line: TailLine): Piece[] {
  if (line.kind === "missed")
    return [
      {
        style: "yellow",
        text: `… ${line.count} lines came too fast to be shown. Choose fewer with --source, --event or --user.`,
      },
    ];
  const head: Piece[] = [
    { style: "dim", text: new Date(line.at).toLocaleTimeString("en-GB") },
    { style: "cyan", text: oneLine(line.source) },
  ];
  if (line.kind === "refused")
    return [
      ...withBetween(" ", [...head, { style: ["red", "bold"], text: `refused: ${line.code}` }]),
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

/** What a name that no figure reads was probably meant to be; empty for any other. */
function hint(before: string, { type, event }: Readonly<Record<string, unknown>>): Piece {
  const near = type === "track" && typeof event === "string" ? nearCommerceEvent(event) : "";
  return {
    style: "yellow",
    text: near === "" ? "" : `${before}did you mean ${near}? No figure reads this name.`,
  };
}

/** The pieces that say something, with a text between each two. */
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
