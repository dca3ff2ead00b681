import { oneLine } from "../../output/terminal/visible.js";
import { decisionText } from "./decision-words.js";
import { localMinuteText } from "./local-minute-text.js";
import { messageReason } from "./message-words.js";
import type { JournalMessage } from "./read-messages.js";
import type { JournalRun } from "./read-runs.js";

/** What a run is told of with. */
export interface WhyContext {
  readonly timeZone: string;
  readonly now: number;
  /** Whether the run's journey is paused. */
  readonly isPaused: boolean;
  /** The event that the run waits for at its node; undefined where it waits for the clock alone. */
  readonly waitsFor: string | undefined;
  readonly messages: readonly JournalMessage[];
}

/** How long after its time a run may go on before something is wrong. */
const LATE_MS = 5 * 60_000;

/** Where a run stands, why, and what it waits for; then all that it did, with its messages. */
export function whyText(run: JournalRun, context: WhyContext): string {
  const { timeZone, messages } = context;
  const what = (at: number, node: string, text: string) =>
    `  ${localMinuteText(at, timeZone)}  ${oneLine(`${node}: ${text}`)}`;
  const lines = [
    ...(run.decisions ?? []).map((decision) => ({
      at: decision.at,
      line: what(decision.at, decision.node, decisionText(decision, timeZone)),
    })),
    ...messages.map((message) => ({
      at: message.statusAt,
      line: what(message.statusAt, message.node, messageLine(message)),
    })),
  ];
  // Of one moment the decision stands before its message: sorting keeps the order of what is equal.
  const told = lines.sort((one, other) => one.at - other.at).map(({ line }) => line);
  if (run.decisions === undefined) told.push("  What it decided can't be read.");
  const by = run.entry === undefined ? "" : ` by ${oneLine(run.entry.name)}`;
  return [
    `${run.journey}, version ${run.version}: ${standsText(run, context)}`,
    `  run ${run.id} of ${run.isGuest ? "anonymous id" : "user"} ${oneLine(run.customer)}, entered ` +
      `${localMinuteText(run.enteredAt, timeZone)}${by}${run.isControl ? ", in the control group" : ""}`,
    ...(run.goalAt === undefined ? [] : [`  goal reached ${localMinuteText(run.goalAt, timeZone)}`]),
    ...told,
  ].join("\n");
}

/** Where a run is, the reason to be there, and what it waits for, in a sentence. */
export function standsText(run: JournalRun, { timeZone, now, isPaused, waitsFor }: WhyContext): string {
  const { status, node, why, dueAt, statusAt } = run;
  if (status === "ended") return `ended ${localMinuteText(statusAt, timeZone)} at ${node} (${why}).`;
  const event = waitsFor === undefined ? "" : ` for ${oneLine(waitsFor)}`;
  const until = dueAt === undefined ? "" : ` until ${localMinuteText(dueAt, timeZone)}`;
  const stands = `waits at ${node}${event}${until}.`;
  if (isPaused) return `${stands} The journey is paused: it goes on when it is resumed.`;
  if (dueAt !== undefined && dueAt <= now - LATE_MS)
    return `${stands} That time has passed: no journeys engine is running, or it is behind.`;
  return stands;
}

function messageLine(message: JournalMessage): string {
  const { id, channel, status } = message;
  const about = [channel, status].filter(Boolean).join(" ");
  return `message ${id.slice(0, 12)} ${about}${status === "sent" ? "" : `: ${messageReason(message)}`}`;
}
