import { oneLine } from "../../output/terminal/visible.js";
import { localMinuteText } from "./local-minute-text.js";
import { messageReason } from "./message-words.js";
import type { JournalMessage } from "./read-messages.js";

/** A message as `--json` prints it: times in ISO 8601, UTC; `null` for what there is not. */
export function messageJson({ intendedAt, statusAt, dueAt, state, ...message }: JournalMessage): object {
  return {
    ...message,
    ...{ intendedAt: isoText(intendedAt), statusAt: isoText(statusAt), dueAt: isoText(dueAt) },
    state: state ?? null,
  };
}

/** A moment in ISO 8601, UTC. */
export function isoText(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** A message whole, one line a field. @param timeZone in which times are shown */
export function messageText(message: JournalMessage, timeZone: string): string {
  const { id, run, journey, version, node, status, channel, kind, language, customer, isGuest } = message;
  const when = (at: number | undefined) =>
    at === undefined ? "" : `${localMinuteText(at, timeZone)} (${timeZone})`;
  const lines: [string, string][] = [
    ["status", `${status}, ${when(message.statusAt)}`],
    ["why", messageReason(message)],
    ["journey", `${journey}, version ${version}, node ${node}`],
    ["run", run],
    ["customer", `${isGuest ? "anonymous id" : "user"} ${customer}`],
    ["channel", channel],
    ["kind", kind],
    ["language", language],
    ["intended", when(message.intendedAt)],
    ["to be sent", status === "intended" ? when(message.dueAt) : ""],
    ...stateLines(message, when),
  ];
  const shown = lines.filter(([, value]) => value !== "");
  return `${id}\n${shown.map(([name, value]) => `  ${name.padEnd(12)}${oneLine(value)}`).join("\n")}\n`;
}

/** What the engine and the provider told beside, under its own name: times in the time zone, all else as it is. */
function stateLines({ state }: JournalMessage, when: (at: number) => string): [string, string][] {
  if (state === undefined) return [["state", "It can't be read."]];
  // `address` is `to` in the spelling in which addresses are compared.
  const told = Object.entries(state).filter(([name, value]) => name !== "address" || value !== state.to);
  return told.map(([name, value]) => [
    name,
    typeof value === "string"
      ? value
      : typeof value === "number" && name.endsWith("At")
        ? when(value)
        : (JSON.stringify(value) ?? ""),
  ]);
}
