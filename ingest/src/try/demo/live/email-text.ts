import PostalMime from "postal-mime";
import { oneLine } from "../../../output/terminal/visible.js";

/** An e-mail as the terminal shows it. */
export interface ShownEmail {
  readonly to: string;
  readonly text: string;
}

const LINES_SHOWN = 6;
const WIDTH = 100;

/**
 * Subject, recipient, time, the first lines and the link of an e-mail.
 *
 * @param at when it came, epoch milliseconds; shown in this machine's time zone
 * @returns undefined when it can't be read
 */
export async function emailText(raw: Uint8Array, at: number): Promise<ShownEmail | undefined> {
  const email = await PostalMime.parse(raw, { maxNestingDepth: 8 }).catch(() => undefined);
  const to = email?.to?.[0]?.address;
  if (email === undefined || to === undefined) return undefined;
  const lines = (email.text ?? "").split("\n").map((line) => line.trim());
  const link = lines.findLast((line) => /https?:\/\/\S+$/.test(line));
  const all = lines.filter((line) => line !== "" && line !== link);
  const more = all.length - LINES_SHOWN;
  const time = new Date(at).toLocaleTimeString("en-GB");
  return {
    to,
    text: [
      `✉ ${time}  to ${oneLine(to)}   ${oneLine(email.subject ?? "")}`,
      ...all.slice(0, LINES_SHOWN).map((line) => `  │ ${shortened(oneLine(line))}`),
      ...(more > 0 ? [`  │ … and ${more} more ${more === 1 ? "line" : "lines"}`] : []),
      // A link is of use only as a whole.
      ...(link === undefined ? [] : [`  └ ${oneLine(link)}`]),
    ].join("\n"),
  };
}

function shortened(line: string): string {
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1).trimEnd()}…`;
}
