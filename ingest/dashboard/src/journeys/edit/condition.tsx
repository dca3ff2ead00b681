import type { JourneyCondition } from "@safar/schemas/types";
import { useId } from "preact/hooks";
import { blankCondition, type ConditionKind, kindOf } from "./blank.js";
import { useAt } from "./editing.js";
import { CheckField, DurationField, NumberField, Told } from "./fields.js";
import type { Path } from "./path.js";
import { Comparison, Rules } from "./rules.js";
import { EventField, SegmentField } from "./suggested.js";
import { useEditWords } from "./use-words.js";

/** A condition with all that stands in it. */
export function Condition({ path, label }: { readonly path: Path; readonly label: string }) {
  const words = useEditWords();
  const { value, problems, set } = useAt<JourneyCondition>(path);
  const id = useId();
  if (value === undefined) return null;
  const kind = kindOf(value);
  const whole = problems.filter((each) => each.path.length === path.length && each.code !== "comparison");
  return (
    <fieldset class="condition">
      <legend>{label}</legend>
      <select
        id={id}
        name={[...path, "kind"].join(".")}
        aria-label={label}
        aria-describedby={`${id}-told`}
        value={kind}
        onChange={(event) => set(blankCondition(event.currentTarget.value as ConditionKind, value))}
      >
        {Object.entries(words.conditions).map(([name, text]) => (
          <option key={name} value={name} selected={name === kind}>
            {text}
          </option>
        ))}
      </select>
      <Told id={`${id}-told`} problems={whole} />
      <Asked path={path} kind={kind} />
    </fieldset>
  );
}

function Asked({ path, kind }: { readonly path: Path; readonly kind: ConditionKind }) {
  const words = useEditWords();
  const { fields } = words;
  switch (kind) {
    case "all":
    case "any":
      return <Several path={[...path, kind]} />;
    case "not":
      return <Condition path={[...path, "not"]} label={words.conditions.not} />;
    case "trait":
    case "property":
      return <Comparison path={path} named={kind} />;
    case "segment":
      return <SegmentField path={[...path, "segment"]} />;
    default:
      return (
        <>
          <EventField path={[...path, kind]} />
          {kind === "did" && (
            <div class="fields">
              <NumberField path={[...path, "atLeast"]} label={fields.times} min={1} usual="1" />
              <NumberField path={[...path, "atMost"]} label={fields.timesMost} min={1} />
            </div>
          )}
          <DurationField path={[...path, "within"]} label={fields.period} isOptional />
          <CheckField path={[...path, "sinceEntry"]} label={fields.sinceEntry} />
          <Rules path={[...path, "where"]} />
        </>
      );
  }
}

function Several({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { value: conditions = [], set } = useAt<readonly JourneyCondition[]>(path);
  return (
    <>
      {conditions.map((_, place) => {
        const label = `${words.fields.condition} ${place + 1}`;
        return (
          <div key={place} class="rule">
            <Condition path={[...path, place]} label={label} />
            {conditions.length > 1 && (
              <button
                type="button"
                class="tool"
                aria-label={`${words.removeThis}: ${label}`}
                onClick={() => set(conditions.filter((__, at) => at !== place))}
              >
                {words.removeThis}
              </button>
            )}
          </div>
        );
      })}
      <button type="button" class="tool" onClick={() => set([...conditions, blankCondition("did")])}>
        {words.addCondition}
      </button>
    </>
  );
}
