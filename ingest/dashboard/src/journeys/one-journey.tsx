import type { OneJourney } from "@safar/schemas/dashboard";
import { PageLink } from "../page-link.js";
import { KeptNote, Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { FlowChart } from "./flow-chart.js";
import { LiftPanel } from "./lift.js";
import { MessageTable } from "./message-table.js";
import { StateButton } from "./state-button.js";
import { SetUpNote, StateTag } from "./state-tag.js";
import { useMayEdit } from "./use-role.js";
import { useJourneyWords } from "./use-words.js";

/** One journey: its flow with the people in it, what it brings, and its messages. */
export function OneJourneyPart({ name }: { readonly name: string }) {
  const { words, source, zone } = useView();
  const { said } = useJourneyWords();
  const answer = useAnswer("journey", source ? { source, time_zone: zone, journey: name } : undefined);
  const journey = (answer.rows as unknown as readonly OneJourney[] | undefined)?.[0];
  return (
    <>
      <p class="back">
        <PageLink to={{ journey: "" }}>{said.back}</PageLink>
      </p>
      {!answer.rows ? (
        <Waiting answer={answer} words={words} />
      ) : journey === undefined ? (
        <p class="message">{said.unknown}</p>
      ) : (
        <>
          <KeptNote answer={answer} />
          <Shown journey={journey} />
        </>
      )}
    </>
  );
}

function Shown({ journey }: { readonly journey: OneJourney }) {
  const { format, zone } = useView();
  const { said } = useJourneyWords();
  const mayEdit = useMayEdit();
  const { name, definition, version, publishedAt } = journey;
  return (
    <>
      <header class="journey-head">
        <h2>
          <bdi>{definition.title ?? name}</bdi> <StateTag {...journey} />
        </h2>
        {definition.description && (
          <p dir="auto" class="about">
            {definition.description}
          </p>
        )}
        <p class="quiet">
          {say(said.published, {
            version: format.count(version),
            at: format.moment(publishedAt.slice(0, -1), zone),
          })}
        </p>
        <SetUpNote {...journey} />
        {mayEdit && (
          <div class="buttons">
            <PageLink to={{ edit: "on" }} isButton>
              {said.edit}
            </PageLink>
            <StateButton journey={journey} />
          </div>
        )}
      </header>
      <div class="part">
        <section class="panel wide" id="flow" aria-labelledby="flow-heading">
          <h2 id="flow-heading">{said.flow}</h2>
          <p class="about">{said.flowAbout}</p>
          {/* biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <div class="scroll" role="group" aria-label={said.flow} tabIndex={0}>
            <FlowChart definition={definition} figures={journey} />
          </div>
          <Older journey={journey} />
        </section>
        <LiftPanel lift={journey.lift} hasGoal={definition.goal !== undefined} />
        <MessageTable messages={journey.messages} definition={definition} />
      </div>
    </>
  );
}

/** Who waits at nodes of earlier versions that are no more. */
function Older({ journey: { passed, definition } }: { readonly journey: OneJourney }) {
  const { format } = useView();
  const { said } = useJourneyWords();
  const gone = passed.filter(
    ({ node, waiting }) => waiting > 0 && node !== "" && !Object.hasOwn(definition.nodes, node),
  );
  if (gone.length === 0) return null;
  return (
    <div class="older">
      <h3>{said.older}</h3>
      <ul>
        {gone.map(({ version, node, waiting }) => (
          <li key={`${version} ${node}`}>
            {say(said.olderStep, {
              ...{ count: format.count(waiting), version: format.count(version), node },
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
