import { useView } from "../../view.js";
import { useJourneyWords } from "../use-words.js";
import type { Placed } from "./layout.js";
import { keyOf } from "./layout.js";
import { NodeStep } from "./node-step.js";
import { SpotButton } from "./spot.js";
import { useEditWords } from "./use-words.js";

/** Steps below each other, with a spot before each. */
export function PartsEditor({ parts }: { readonly parts: readonly Placed[] }) {
  const { said } = useJourneyWords();
  const words = useEditWords();
  if (parts.length === 0) return null;
  return (
    <ol class="parts">
      {parts.map((placed, place) => {
        const { part, before } = placed;
        const key = part.is === "step" ? part.name : part.is === "jump" ? `to ${part.to}` : part.is;
        const earlier = parts[place - 1]?.part;
        return (
          <li key={key}>
            {before.length > 0 && (
              <SpotButton spot={before} after={earlier?.is === "step" ? earlier.name : undefined} />
            )}
            {part.is === "step" ? (
              <>
                <NodeStep name={part.name} node={part.node} />
                <Ways placed={placed} />
              </>
            ) : part.is === "jump" ? (
              <p class="step jump">
                {said.nextStep} <bdi class="hash">{part.to}</bdi>
              </p>
            ) : (
              <div class="step end" data-node="end">
                <p class="step-kind">{words.end}</p>
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Ways({ placed: { part, ways } }: { readonly placed: Placed }) {
  const { said, describe } = useJourneyWords();
  const { format } = useView();
  if (part.is !== "step" || ways.length === 0) return null;
  return (
    <ul class="ways">
      {ways.map(({ way, parts, after }) => (
        <li key={way.name}>
          <p class="way">
            <bdi>{describe.way(part.node, way.name)}</bdi>
            {way.share !== undefined && ` ${format.percent(way.share, 0)}`}
            {parts.length === 0 && <span class="quiet">{said.straight}</span>}
          </p>
          <PartsEditor parts={parts} />
          {after.length > 0 && (
            <div class="way-end" key={keyOf(after)}>
              <SpotButton spot={after} after={lastOf(parts) ?? describe.way(part.node, way.name)} />
              <span class="down" aria-hidden="true" />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function lastOf(parts: readonly Placed[]): string | undefined {
  const last = parts.at(-1)?.part;
  return last?.is === "step" ? last.name : undefined;
}
