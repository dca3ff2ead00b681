import type { NodeTally, SimulatedJourney } from "@safar/schemas/dashboard";
import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { useJourneyWords } from "./use-words.js";

/** How a simulation went, node by node. */
export function SimulationTable({ report: { tally, days } }: { readonly report: SimulatedJourney }) {
  const { format } = useView();
  const { said } = useJourneyWords();
  const { entered, messages, people, endings, treated, control } = tally;
  const kinds: Readonly<Record<string, string>> = said.kinds;
  const why: Readonly<Record<string, string>> = said.notSentWhy;
  const of = (row: Row) => row as unknown as NodeTally;
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  const goals = treated.goal + control.goal;
  return (
    <div id="simulated">
      <p>
        {say(said.simulatedRuns, {
          people: format.count(people),
          entered: format.count(entered),
          messages: format.count(messages),
          daily: format.decimal(messages / Math.max(1, days), 1),
        })}
      </p>
      <p>
        {say(said.simulatedEnds, {
          goal: format.count(endings.goal),
          end: format.count(endings.end),
          going: format.count(endings.going),
        })}{" "}
        {entered > 0 &&
          say(said.simulatedGoals, {
            goals: format.count(goals),
            rate: format.percent((100 * goals) / entered),
          })}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="scroll" role="group" aria-label={said.simulationTitle} tabIndex={0}>
        <DataTable
          caption={said.simulationTitle}
          columns={[
            { head: said.stepHead, cell: (row) => <bdi class="hash">{of(row).node}</bdi> },
            { head: said.kindHead, cell: (row) => kinds[of(row).type] ?? of(row).type },
            { head: said.cameHead, isNumber: true, cell: (row) => format.count(of(row).came) },
            {
              head: said.messageColumns.sent,
              isNumber: true,
              cell: (row) => (of(row).type === "send" ? format.count(sum(of(row).sent)) : ""),
            },
            {
              head: said.messageColumns.not_sent,
              cell: (row) =>
                Object.entries(of(row).notSent)
                  .map(([reason, count]) => `${format.count(count)} ${why[reason] ?? reason}`)
                  .join("; "),
            },
          ]}
          rows={tally.nodes as unknown as readonly Row[]}
        />
      </div>
      <p class="quiet">{said.simulatedMeans}</p>
    </div>
  );
}
