import type { Lift, ListedJourney } from "@safar/schemas/dashboard";
import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { PageLink } from "../page-link.js";
import { KeptNote, Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { GoalDifference } from "./lift.js";
import { NewJourney } from "./new-journey.js";
import { NoJourneys } from "./no-journeys.js";
import { StateTag } from "./state-tag.js";
import { useJourneyWords } from "./use-words.js";

const journeyOf = (row: Row) => row as unknown as ListedJourney;

/** All journeys that are published, and what they bring. */
export function JourneyList() {
  const { words, format, source, zone } = useView();
  const { said } = useJourneyWords();
  const params = source ? { source, time_zone: zone } : undefined;
  const answer = useAnswer("journeys", params);
  // It takes longer, and the list need not wait for it.
  const lifts = useAnswer("lifts", answer.rows && answer.rows.length > 0 ? params : undefined);
  if (source === "") return <NoJourneys />;
  if (!answer.rows) return <Waiting answer={answer} words={words} />;
  if (answer.rows.length === 0) return <NoJourneys />;
  const lift = (name: string) =>
    (lifts.rows as unknown as readonly Lift[] | undefined)?.find(({ journey }) => journey === name);
  const count = (head: string, of: (journey: ListedJourney) => number) => ({
    head,
    isNumber: true,
    cell: (row: Row) => format.count(of(journeyOf(row))),
  });
  return (
    <section
      class="panel wide"
      id="journeys"
      aria-busy={answer.isAwaited || lifts.isAwaited}
      aria-label={said.title}
    >
      <p class="about">{said.lead}</p>
      <NewJourney />
      <KeptNote answer={answer} />
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="scroll" role="group" aria-label={said.title} tabIndex={0}>
        <DataTable
          caption={said.title}
          columns={[
            {
              head: said.columns.name,
              cell: (row) => {
                const { name, title } = journeyOf(row);
                return (
                  <PageLink to={{ journey: name }}>
                    <bdi>{title || name}</bdi>
                  </PageLink>
                );
              },
            },
            { head: said.columns.state, cell: (row) => <StateTag {...journeyOf(row)} /> },
            count(said.columns.entered, ({ entered }) => entered),
            count(said.columns.waiting, ({ waiting }) => waiting),
            count(said.columns.sent, ({ sent }) => sent),
            {
              head: said.columns.goal,
              isNumber: true,
              cell: (row) => {
                const { goals, entered } = journeyOf(row);
                if (goals === null) return <span class="quiet">{said.noGoal}</span>;
                if (entered === 0) return format.count(goals);
                return say(said.goalShare, {
                  count: format.count(goals),
                  rate: format.percent((100 * goals) / entered),
                });
              },
            },
            {
              head: said.columns.lift,
              cell: (row) =>
                lifts.rows ? <GoalDifference lift={lift(journeyOf(row).name)} /> : <LiftAwaited {...lifts} />,
            },
          ]}
          rows={answer.rows}
        />
      </div>
      <p class="quiet">{said.liftAbout}</p>
    </section>
  );
}

function LiftAwaited({ error, again }: { readonly error: string | undefined; again(): void }) {
  const { words } = useView();
  if (error === undefined) return <span class="quiet">…</span>;
  const told: Readonly<Record<string, string>> = words.errors;
  return (
    <span role="alert">
      {told[error] ?? words.errors.unavailable}{" "}
      <button type="button" class="tool" onClick={again}>
        {words.again}
      </button>
    </span>
  );
}
