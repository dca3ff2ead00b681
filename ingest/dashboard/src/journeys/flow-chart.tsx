import type { OneJourney } from "@safar/schemas/dashboard";
import type { JourneyDefinition, JourneySend } from "@safar/schemas/types";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { type FlowPart, flowOf, type Step } from "./flow.js";
import { type Standing, standingAt } from "./standing.js";
import { useJourneyWords } from "./use-words.js";

/** What is drawn: the definition, and beside its nodes the figures where there are some. */
interface FlowChartProps {
  readonly definition: JourneyDefinition;
  readonly figures?: Pick<OneJourney, "passed" | "messages"> | undefined;
}

/** A journey from top to bottom: who comes in, each node with the people at it, and the end. */
export function FlowChart({ definition, figures }: FlowChartProps) {
  const { said, describe } = useJourneyWords();
  const { format } = useView();
  const { entry, goal, control = 10 } = definition;
  return (
    <div class="flow">
      <div class="step entry" data-node="">
        <p class="step-kind">{said.comesIn}</p>
        <p>{describe.entry(entry)}</p>
        <p class="quiet">
          {describe.again(entry)}{" "}
          {control === 0 ? said.noControl : say(said.control, { share: format.percent(control, 0) })}
        </p>
        {goal && (
          <p class="quiet">
            <b>{said.goal}.</b> {say(said.goalAbout, { event: describe.event(goal.event) })}
          </p>
        )}
        {figures && <Counts standing={standingAt("", figures.passed, figures.messages)} />}
      </div>
      <Parts parts={flowOf(definition)} figures={figures} />
    </div>
  );
}

function Parts({
  parts,
  figures,
}: {
  readonly parts: readonly FlowPart[];
  readonly figures: FlowChartProps["figures"];
}) {
  if (parts.length === 0) return null;
  return (
    <ol class="parts">
      {parts.map((part) => (
        <li key={part.is === "step" ? part.name : part.is === "jump" ? `to ${part.to}` : part.is}>
          {part.is === "step" ? (
            <StepPart step={part} figures={figures} />
          ) : part.is === "jump" ? (
            <JumpPart to={part.to} />
          ) : (
            <EndPart figures={figures} />
          )}
        </li>
      ))}
    </ol>
  );
}

function StepPart({
  step: { name, node, ways },
  figures,
}: {
  readonly step: Step;
  readonly figures: FlowChartProps["figures"];
}) {
  const { said, describe } = useJourneyWords();
  const { format } = useView();
  return (
    <>
      <div class={`step ${node.type}`} data-node={name}>
        <p class="step-kind">
          {said.kinds[node.type]} <bdi class="hash quiet">{name}</bdi>
        </p>
        <p>{describe.node(node)}</p>
        {node.type === "send" && <Texts message={node.message} />}
        {figures && <Counts standing={standingAt(name, figures.passed, figures.messages)} />}
      </div>
      {ways.length > 0 && (
        <ul class="ways">
          {ways.map((way) => (
            <li key={way.name}>
              <p class="way">
                <bdi>{describe.way(node, way.name)}</bdi>
                {way.share !== undefined && ` ${format.percent(way.share, 0)}`}
                {way.parts.length === 0 && <span class="quiet">{said.straight}</span>}
              </p>
              <Parts parts={way.parts} figures={figures} />
              {way.parts.at(-1)?.is !== "jump" && <span class="down" aria-hidden="true" />}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function JumpPart({ to }: { readonly to: string }) {
  const { said } = useJourneyWords();
  return (
    <p class="step jump">
      {said.nextStep} <bdi class="hash">{to}</bdi>
    </p>
  );
}

function EndPart({ figures }: { readonly figures: FlowChartProps["figures"] }) {
  const { said } = useJourneyWords();
  const { format } = useView();
  return (
    <div class="step end" data-node="end">
      <p class="step-kind">{said.ends}</p>
      {figures && (
        <p class="quiet">
          {say(said.endsAbout, { count: format.count(standingAt("end", figures.passed, []).came) })}
        </p>
      )}
    </div>
  );
}

/** What a message says: the reader's language first, the others and the whole text on demand. */
function Texts({ message }: { readonly message: JourneySend["message"] }) {
  const { said } = useJourneyWords();
  const { state } = useView();
  const written = Object.entries(message);
  const [, shown] = written.find(([language]) => language.startsWith(state.lang)) ?? written[0]!;
  return (
    <details class="texts">
      <summary>
        <bdi>{shown.subject ?? said.noSubject}</bdi>
      </summary>
      {written.map(([language, { subject, text, link }]) => (
        <div key={language} lang={language} dir="auto" class="text">
          {subject && <b>{subject}</b>}
          <p>{text}</p>
          {link && (
            <p>
              {said.linkOfNotification} <bdi dir="ltr">{link}</bdi>
            </p>
          )}
        </div>
      ))}
    </details>
  );
}

/** How many came, wait and left here, and why. */
function Counts({ standing }: { readonly standing: Standing }) {
  const { said } = useJourneyWords();
  const { format } = useView();
  const why: Readonly<Record<string, string>> = said.notSentWhy;
  const counted = (sentence: string, count: number, others: Readonly<Record<string, string>> = {}) =>
    count > 0 ? [say(sentence, { count: format.count(count), ...others })] : [];
  const { waiting, came, leftByGoal, leftMerged, sent, underWay, rejected, inDoubt, notSent } = standing;
  const facts = [
    ...counted(said.came, came),
    ...counted(said.sent, sent),
    ...counted(said.underWay, underWay),
    ...notSent.flatMap(([reason, count]) => counted(said.notSent, count, { why: why[reason] ?? reason })),
    ...counted(said.rejected, rejected),
    ...counted(said.inDoubt, inDoubt),
    ...counted(said.leftByGoal, leftByGoal),
    ...counted(said.leftMerged, leftMerged),
  ];
  return (
    <>
      {waiting > 0 && (
        <p class="waiting">
          {say(waiting === 1 ? said.waitsOne : said.waits, { count: format.count(waiting) })}
        </p>
      )}
      {facts.length > 0 && (
        <ul class="facts">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
    </>
  );
}
