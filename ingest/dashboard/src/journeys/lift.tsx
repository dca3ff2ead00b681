import type { Lift } from "@safar/schemas/dashboard";
import type { ComponentChildren } from "preact";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { useJourneyWords } from "./use-words.js";

/** How many more of a hundred reach the goal, with the interval; where it is too wide, that nobody can know yet. */
export function GoalDifference({ lift }: { readonly lift: Lift | undefined }) {
  const { said } = useJourneyWords();
  const points = usePoints();
  if (lift?.goal_difference == null) return <span class="quiet">{said.noLift}</span>;
  const verdicts: Readonly<Record<string, string>> = said.verdicts;
  const difference = say(said.points, { value: points(lift.goal_difference) });
  const range = say(said.interval, {
    from: points(lift.goal_difference_from),
    to: points(lift.goal_difference_to),
  });
  // What nobody can know yet is no figure to look at first.
  const isKnown = lift.verdict !== UNKNOWN;
  return (
    <span class="lift">
      <span>
        {isKnown && <b>{difference} </b>}
        <span class={`verdict ${classOf(lift.verdict)}`}>{verdicts[lift.verdict] ?? lift.verdict}</span>
      </span>
      <span class="quiet">{isKnown ? range : `${difference} (${range})`}</span>
    </span>
  );
}

const UNKNOWN = "not yet knowable";
const classOf = (verdict: string) => (verdict === "more" ? "up" : verdict === "less" ? "down" : "none");

/** Points with their sign; what is unknown is a dash. */
function usePoints() {
  const { format } = useView();
  return (value: number | null) =>
    value === null ? "–" : `${value > 0 ? "+" : ""}${format.decimal(value, 1)}`;
}

/** Those who got the messages beside the control group. */
export function LiftPanel({ lift, hasGoal }: { readonly lift: Lift | undefined; readonly hasGoal: boolean }) {
  const { format } = useView();
  const { said } = useJourneyWords();
  const points = usePoints();
  const verdicts: Readonly<Record<string, string>> = said.verdicts;
  const spending: Readonly<Record<string, string>> = said.revenueVerdicts;
  if (lift === undefined)
    return (
      <LiftFrame>
        <p class="message quiet">{said.nobodyYet}</p>
      </LiftFrame>
    );
  const money = (value: string | number | null) =>
    value === null ? "–" : format.money(typeof value === "number" ? value.toFixed(2) : value, lift.currency);
  const range = (from: string, to: string) => say(said.interval, { from, to });
  return (
    <LiftFrame>
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="scroll" role="group" aria-label={said.liftTitle} tabIndex={0}>
        <table class="data">
          <caption class="unseen">{said.liftTitle}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col" class="number">
                {said.people}
              </th>
              {hasGoal && (
                <th scope="col" class="number">
                  {said.goalRate}
                </th>
              )}
              <th scope="col" class="number">
                {said.perPerson}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{said.withMessages}</th>
              <td class="number">{format.count(lift.treated)}</td>
              {hasGoal && <td class="number">{format.percent(lift.treated_goal_rate)}</td>}
              <td class="number">{money(lift.treated_revenue_per_person)}</td>
            </tr>
            <tr>
              <th scope="row">{said.withoutMessages}</th>
              <td class="number">{format.count(lift.control)}</td>
              {hasGoal && <td class="number">{format.percent(lift.control_goal_rate)}</td>}
              <td class="number">{money(lift.control_revenue_per_person)}</td>
            </tr>
            <tr>
              <th scope="row">{said.difference}</th>
              <td />
              {hasGoal && (
                <td class="number">
                  {lift.goal_difference === null
                    ? "–"
                    : say(said.points, { value: points(lift.goal_difference) })}
                </td>
              )}
              <td class="number">{money(lift.revenue_difference)}</td>
            </tr>
            <tr>
              <th scope="row">{said.range95}</th>
              <td />
              {hasGoal && (
                <td class="number">
                  {lift.goal_difference === null
                    ? "–"
                    : range(points(lift.goal_difference_from), points(lift.goal_difference_to))}
                </td>
              )}
              <td class="number">
                {lift.revenue_difference_from === null
                  ? "–"
                  : range(money(lift.revenue_difference_from), money(lift.revenue_difference_to))}
              </td>
            </tr>
            <tr>
              <th scope="row">{said.result}</th>
              <td />
              {hasGoal && (
                <td class={`number verdict ${classOf(lift.verdict)}`}>
                  {verdicts[lift.verdict] ?? lift.verdict}
                </td>
              )}
              <td class={`number verdict ${classOf(lift.revenue_verdict)}`}>
                {spending[lift.revenue_verdict] ?? lift.revenue_verdict}
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      {lift.too_recent > 0 && (
        <p class="quiet">{say(said.tooRecent, { count: format.count(lift.too_recent) })}</p>
      )}
    </LiftFrame>
  );
}

function LiftFrame({ children }: { readonly children: ComponentChildren }) {
  const { said } = useJourneyWords();
  return (
    <section class="panel wide" id="lift" aria-labelledby="lift-heading">
      <h2 id="lift-heading">{said.liftTitle}</h2>
      <p class="about">{said.liftLead}</p>
      {children}
    </section>
  );
}
