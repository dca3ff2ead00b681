import type { JourneyPropertyRule } from "@safar/schemas/types";
import { useId } from "preact/hooks";
import { useAt } from "./editing.js";
import { Field, NumberField, TextField, Told } from "./fields.js";
import type { Path } from "./path.js";
import { useEditWords } from "./use-words.js";
import type { EditWords } from "./words/en.js";

type Compare = keyof EditWords["compares"];
type Compared = Readonly<Record<string, unknown>>;

const COMPARES = ["is", "oneOf", "contains", "above", "atLeast", "below", "atMost", "told"] as const;

/** What a comparison begins with. */
function blankOf(compare: Compare): Compared {
  if (compare === "told" || compare === "untold") return { told: compare === "told" };
  if (compare === "oneOf") return { oneOf: [] };
  return compare === "is" || compare === "contains" ? { [compare]: "" } : { [compare]: 0 };
}

/** What is compared, how, and with what. @param named the field that names what is compared */
export function Comparison({ path, named }: { readonly path: Path; readonly named: "property" | "trait" }) {
  const words = useEditWords();
  const { value = {}, problems, set } = useAt<Compared>(path);
  const id = useId();
  const [how = "is"] = COMPARES.filter((each) => Object.hasOwn(value, each));
  const compare: Compare = how === "told" && value.told === false ? "untold" : how;
  const whole = problems.filter((each) => each.path.length === path.length);
  return (
    <div class="comparison">
      <TextField path={[...path, named]} label={words.fields[named]} isLatin />
      <div class="field">
        <label for={id}>{words.fields.compare}</label>
        <select
          id={id}
          name={[...path, "compare"].join(".")}
          aria-describedby={`${id}-told`}
          value={compare}
          onChange={(event) =>
            set({ [named]: value[named], ...blankOf(event.currentTarget.value as Compare) })
          }
        >
          {Object.entries(words.compares).map(([name, label]) => (
            <option key={name} value={name} selected={name === compare}>
              {label}
            </option>
          ))}
        </select>
        <Told id={`${id}-told`} problems={whole} />
      </div>
      <Compared path={path} how={how} />
    </div>
  );
}

function Compared({ path, how }: { readonly path: Path; readonly how: (typeof COMPARES)[number] }) {
  const words = useEditWords();
  const at = [...path, how];
  const label = words.fields.value;
  if (how === "told") return null;
  if (how === "is") return <ValueField path={at} label={label} />;
  if (how === "oneOf") return <ListField path={at} label={label} />;
  return how === "contains" ? <TextField path={at} label={label} /> : <NumberField path={at} label={label} />;
}

/** A text, a number, or yes or no. */
export function ValueField({ path, label }: { readonly path: Path; readonly label: string }) {
  const words = useEditWords();
  const { value = "", set } = useAt<string | number | boolean>(path);
  const kind = typeof value === "boolean" ? "yesNo" : typeof value === "number" ? "number" : "text";
  const id = useId();
  return (
    <>
      <div class="field">
        <label for={id}>{words.fields.valueKind}</label>
        <select
          id={id}
          name={[...path, "kind"].join(".")}
          value={kind}
          onChange={({ currentTarget }) =>
            set(
              { text: String(value), number: Number(value) || 0, yesNo: true }[currentTarget.value as "text"],
            )
          }
        >
          {Object.entries(words.values).map(([name, text]) => (
            <option key={name} value={name} selected={name === kind}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {kind === "text" ? (
        <TextField path={path} label={label} />
      ) : kind === "number" ? (
        <NumberField path={path} label={label} />
      ) : (
        <YesNo path={path} label={label} />
      )}
    </>
  );
}

function YesNo({ path, label }: { readonly path: Path; readonly label: string }) {
  const words = useEditWords();
  const { value, problems, set } = useAt<boolean>(path);
  return (
    <Field path={path} label={label} problems={problems}>
      {(control) => (
        <select {...control} onChange={(event) => set(event.currentTarget.value === "yes")}>
          <option value="yes" selected={value === true}>
            {words.yes}
          </option>
          <option value="no" selected={value === false}>
            {words.no}
          </option>
        </select>
      )}
    </Field>
  );
}

/** Several values, one a line. Where all of them are numbers, a new number is one too. */
function ListField({ path, label }: { readonly path: Path; readonly label: string }) {
  const { value = [], problems, set } = useAt<readonly (string | number | boolean)[]>(path);
  const areNumbers = value.length > 0 && value.every((each) => typeof each === "number");
  const read = (line: string) =>
    value.find((each) => String(each) === line) ??
    (areNumbers && line.trim() !== "" && !Number.isNaN(Number(line)) ? Number(line) : line);
  return (
    <Field path={path} label={label} problems={problems}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          dir="auto"
          value={value.join("\n")}
          onInput={({ currentTarget: { value: text } }) => set(text === "" ? [] : text.split("\n").map(read))}
        />
      )}
    </Field>
  );
}

/** Rules that an event must fit, all of them. */
export function Rules({ path }: { readonly path: Path }) {
  const words = useEditWords();
  const { value: rules = [], set } = useAt<readonly JourneyPropertyRule[]>(path);
  return (
    <fieldset class="rules">
      <legend>{words.fields.where}</legend>
      {rules.map((_, place) => (
        <div key={place} class="rule">
          <Comparison path={[...path, place]} named="property" />
          <button
            type="button"
            class="tool"
            aria-label={`${words.removeThis}: ${words.fields.where} ${place + 1}`}
            onClick={() => set(rules.length === 1 ? undefined : rules.filter((__, at) => at !== place))}
          >
            {words.removeThis}
          </button>
        </div>
      ))}
      <button type="button" class="tool" onClick={() => set([...rules, { property: "", is: "" }])}>
        {words.addRule}
      </button>
    </fieldset>
  );
}
