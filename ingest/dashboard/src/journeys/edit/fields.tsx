import type { DraftProblem } from "@safar/schemas/dashboard";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { sentenceOf, useAt } from "./editing.js";
import type { Path } from "./path.js";
import { useEditWords } from "./use-words.js";

interface FieldProps {
  readonly path: Path;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** What ties a control to its label, its hint and its problems. */
interface Control {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
}

/** A label, a control, and beneath it what is wrong or may be written. */
export function Field({
  path,
  label,
  hint,
  problems,
  children,
}: FieldProps & {
  readonly problems: readonly DraftProblem[];
  readonly children: (control: Control) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        ...{
          id,
          name: path.join("."),
          "aria-invalid": problems.length > 0,
          "aria-describedby": `${id}-told`,
        },
      })}
      <Told id={`${id}-told`} problems={problems} hint={hint} />
    </div>
  );
}

/** What is wrong and what to do; else what may be written. */
export function Told({
  id,
  problems,
  hint,
}: {
  readonly id: string;
  readonly problems: readonly DraftProblem[];
  readonly hint?: string | undefined;
}) {
  const words = useEditWords();
  const sentences = [...new Set(problems.map((each) => sentenceOf(each, words)))];
  return (
    <div id={id} class="told">
      {sentences.map((sentence) => (
        <p key={sentence} class="wrong" dir="auto">
          {sentence}
        </p>
      ))}
      {sentences.length === 0 && hint && <p class="quiet">{hint}</p>}
    </div>
  );
}

interface TextProps extends FieldProps {
  /** Of a longer text. */
  readonly rows?: number;
  /** Taken out of the file when it is empty. */
  readonly isOptional?: boolean;
  readonly suggested?: Readonly<Record<string, string>> | undefined;
  /** Of what is never written in the reader's own script. */
  readonly isLatin?: boolean;
  /** Of a message, the language that it is in. */
  readonly lang?: string;
}

export function TextField({ rows, isOptional, suggested, isLatin, lang, ...props }: TextProps) {
  const { value = "", problems, set } = useAt<string>(props.path);
  const list = useId();
  const put = (text: string) => set(isOptional && text === "" ? undefined : text);
  return (
    <Field {...props} problems={problems}>
      {(control) =>
        rows ? (
          <textarea
            {...{ ...control, rows, lang, value }}
            dir="auto"
            onInput={(event) => put(event.currentTarget.value)}
          />
        ) : (
          <>
            <input
              {...{ ...control, lang, value }}
              dir={isLatin ? "ltr" : "auto"}
              autocomplete="off"
              {...((suggested ? { list } : {}) as object)}
              onInput={(event) => put(event.currentTarget.value)}
            />
            {suggested && (
              <datalist id={list}>
                {Object.entries(suggested).map(([name, label]) => (
                  <option key={name} value={name} label={label} />
                ))}
              </datalist>
            )}
          </>
        )
      }
    </Field>
  );
}

interface NumberProps extends FieldProps {
  readonly min?: number;
  readonly max?: number;
  readonly usual?: string;
}

/** A number; left out where there is none. */
export function NumberField({ usual, min, max, ...props }: NumberProps) {
  const { value, problems, set } = useAt<number>(props.path);
  return (
    <Field {...props} problems={problems}>
      {(control) => (
        <input
          {...{ ...control, min, max }}
          type="number"
          step="any"
          value={value ?? ""}
          placeholder={usual}
          onInput={({ currentTarget: { value: text, valueAsNumber } }) =>
            set(text === "" ? undefined : valueAsNumber)
          }
        />
      )}
    </Field>
  );
}

export function TimeField(props: FieldProps) {
  const { value = "", problems, set } = useAt<string>(props.path);
  return (
    <Field {...props} problems={problems}>
      {(control) => (
        <input {...control} type="time" value={value} onInput={(event) => set(event.currentTarget.value)} />
      )}
    </Field>
  );
}

/** A duration, such as `3 days`: a number and a unit. */
export function DurationField({
  isOptional,
  usual,
  ...props
}: FieldProps & {
  readonly isOptional?: boolean;
  readonly usual?: string;
}) {
  const words = useEditWords();
  const { value = "", problems, set } = useAt<string>(props.path);
  const [, count = "", told = ""] = /^(\S*?) ?([a-z]*)$/.exec(value) ?? [];
  const unit = told.replace(/s$/, "") || "hour";
  const put = (number: string, of: string) =>
    set(isOptional && number === "" ? undefined : `${number} ${of}${number === "1" ? "" : "s"}`);
  return (
    <Field {...props} problems={problems}>
      {(control) => (
        <span class="duration">
          <input
            {...control}
            type="number"
            min={1}
            value={count}
            placeholder={usual}
            onInput={(event) => put(event.currentTarget.value, unit)}
          />
          <select
            name={`${control.name}.unit`}
            aria-label={`${props.label}: ${words.units[unit as "hour"] ?? ""}`}
            value={unit}
            onChange={(event) => put(count, event.currentTarget.value)}
          >
            {Object.entries(words.units).map(([name, label]) => (
              <option key={name} value={name} selected={name === unit}>
                {label}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
}

interface PickProps<Value extends string> extends FieldProps {
  readonly options: Readonly<Record<Value, string>>;
  /** What is chosen where it does not follow from what stands at the path. */
  readonly chosen?: Value;
  readonly onPick?: (value: Value) => void;
}

/** One of several. */
export function PickField<Value extends string>({ options, chosen, onPick, ...props }: PickProps<Value>) {
  const { value, problems, set } = useAt<string>(props.path);
  const held = chosen ?? value ?? "";
  const shown = Object.hasOwn(options, held) ? options : { [held]: held || "–", ...options };
  return (
    <Field {...props} problems={problems}>
      {(control) => (
        <select
          {...control}
          value={held}
          onChange={({ currentTarget }) => {
            const next = currentTarget.value as Value;
            if (onPick) onPick(next);
            else set(next);
          }}
        >
          {Object.entries<string>(shown).map(([name, label]) => (
            <option key={name} value={name} selected={name === held}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no; left out where it is no. */
export function CheckField({ path, label }: FieldProps) {
  const { value, set } = useAt<boolean>(path);
  return (
    <label class="check">
      <input
        type="checkbox"
        name={path.join(".")}
        checked={value === true}
        onChange={(event) => set(event.currentTarget.checked || undefined)}
      />
      {label}
    </label>
  );
}
