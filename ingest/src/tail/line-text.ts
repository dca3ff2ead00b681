import { styleText } from "node:util";
import type { TailedEvent, TailLine } from "./live.js";

/** How much of a refused event is shown, and of the properties of one that was accepted, in characters. */
const LONGEST_BODY = 300;
const LONGEST_PROPERTIES = 120;

type Style = Parameters<typeof styleText>[0];

/** A line as a developer reads it. @param colour whether the terminal shows colours */
export function lineText(line: TailLine, colour: boolean): string {
  const styled = (style: Style, text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  if (line.kind === "missed")
    return styled(
      "yellow",
      `… ${line.count} lines came too fast to be shown. Choose fewer with --source, --event or --user.`,
    );
  const time = styled("dim", new Date(line.at).toLocaleTimeString("en-GB"));
  const source = styled("cyan", plain(line.source));
  if (line.kind === "refused") {
    return (
      `${time} ${source} ${styled(["red", "bold"], `refused: ${line.code}`)}  ${line.message}\n` +
      `         ${styled("dim", cut(plain(line.body), LONGEST_BODY))}`
    );
  }
  const { event } = line;
  return [
    time,
    source,
    styled("bold", plain(nameOf(event))),
    who(event),
    styled("dim", cut(plain(properties(event)), LONGEST_PROPERTIES)),
  ]
    .filter((part) => part !== "")
    .join("  ");
}

function nameOf({ type, event, name }: TailedEvent): string {
  if (type === "track") return String(event);
  return typeof name === "string" && name !== "" ? `${type}: ${name}` : type;
}

function who({ userId, anonymousId, groupId, previousId }: TailedEvent): string {
  const parts = Object.entries({ user: userId, visitor: anonymousId, group: groupId, formerly: previousId })
    .filter(([, id]) => id !== undefined && id !== null && id !== "")
    .map(([word, id]) => `${word} ${plain(String(id))}`);
  return parts.join(", ");
}

function properties({ properties: told, traits }: TailedEvent): string {
  return Object.entries({ ...(traits as object | null), ...(told as object | null) })
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join(" ");
}

/** What comes from outside must not steer the terminal: control characters are shown, not obeyed. */
function plain(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
