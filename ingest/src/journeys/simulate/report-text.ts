import { grouped } from "../../output/terminal/progress.js";
import { tableText } from "../../output/terminal/table.js";
import { oneLine } from "../../output/terminal/visible.js";
import { NOT_SENT_LIVE } from "../sending/not-sent-live.js";
import { NOT_SENT } from "../sending/second-look.js";
import type { SimulationReport } from "./simulate.js";
import type { GroupTally, NodeTally } from "./tally.js";

/** What a journey would have done, as a terminal shows it. */
export function simulationText(report: SimulationReport): string {
  const { journey, source, since, until, timeZone, tally, days, goalDays, leftOut } = report;
  const { entered, endings, messages } = tally;
  const head = `${journey} over source "${source}", ${since} to ${until} (${timeZone}). A rehearsal: nothing was sent.`;
  const ends = [
    `${grouped(endings.goal)} reached the goal on the way`,
    `${grouped(endings.end)} went the whole way`,
    ...(endings.merged > 0 ? [`${grouped(endings.merged)} turned out to be somebody else's`] : []),
    `${grouped(endings.going)} would still be on it`,
  ].join(", ");
  const lines = [
    entered === 0
      ? `Nobody would have come in, of ${grouped(tally.people)} ${tally.people === 1 ? "person" : "people"}. What happens on ${until} or later is outside the period: a later --until takes it in.`
      : `${grouped(entered)} ${entered === 1 ? "run" : "runs"} would have begun, of ${grouped(tally.people)} ${tally.people === 1 ? "person" : "people"}: ${ends}.`,
    `${grouped(messages)} ${messages === 1 ? "message" : "messages"} would have been sent, ${(messages / Math.max(1, days)).toFixed(1)} a day.`,
    ...(leftOut > 0 ? [`${grouped(leftOut)} people with too many events to be one were left out.`] : []),
  ];
  const parts = [`${head}\n${lines.join("\n")}`, nodesText(tally.nodes)];
  if (tally.treated.goal + tally.control.goal > 0 || entered > 0) parts.push(goalText(report, goalDays));
  return parts.join("\n\n");
}

function nodesText(nodes: readonly NodeTally[]): string {
  const rows = nodes.map(({ node, type, came, control, sent, notSent }) => {
    const isSend = type === "send";
    return [
      node,
      type,
      came,
      isSend ? Object.values(sent).reduce((sum, n) => sum + n, 0) : null,
      isSend ? listOf(sent) || "-" : "",
      isSend ? listOf(notSent) || "-" : "",
      ["send", "webhook", "track"].includes(type) ? control : null,
    ];
  });
  const table = tableText({
    head: ["node", "type", "came", "sent", "by", "not sent", "control group"],
    rows,
  });
  const reasons = Object.entries({ ...NOT_SENT, ...NOT_SENT_LIVE })
    .filter(([why]) => nodes.some(({ notSent }) => why in notSent))
    .map(([why, means]) => `  ${why.padEnd(13)} ${means}`);
  const unfilled = nodes.flatMap(({ node, unfilled }) =>
    Object.entries(unfilled).map(([why, n]) => `    ${node}: ${grouped(n)} × ${oneLine(why)}`),
  );
  return [table, ...reasons, ...unfilled].join("\n");
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, n]) => `${name} ${grouped(n)}`)
    .join(", ");
}

function goalText({ tally: { treated, control } }: SimulationReport, goalDays: number): string {
  const row = (name: string, { entered, withMessage, goal, goalBeforeMessage }: GroupTally) => {
    const rate = entered === 0 ? "-" : `${((100 * goal) / entered).toFixed(1)}%`;
    return [name, entered, withMessage, goal, goalBeforeMessage, goal - goalBeforeMessage, rate];
  };
  const table = tableText({
    head: ["group", "began", "with a message", "goal", "before a message", "after one", "goal rate"],
    rows: [row("with messages", treated), row("control group", control)],
  });
  return (
    `The goal within ${goalDays} days\n${table}\n` +
    "Nothing was sent in that time: these rates are the baseline without the journey, which it has to beat."
  );
}
