import { useId } from "preact/hooks";

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** What each value is called, in the order in which they stand. */
  readonly options: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
  readonly name?: string;
}

/** One of a few, by the browser's own control: it works on every device, and for everyone. */
export function Choice<Value extends string>({ label, value, options, onChange, name }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <span class="choice">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as Value)}
      >
        {Object.entries<string>(options).map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
