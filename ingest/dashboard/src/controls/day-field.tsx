import { type Calendar, type Day, type DayParts, dayFrom, numberFrom, partsOf } from "../calendar.js";
import { useView } from "../view.js";

interface DayFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: Day;
  readonly calendar: Calendar;
  /** Undefined: there is no such day. */
  readonly onChange: (day: Day | undefined) => void;
}

/** A day. Browsers bring a control for the Gregorian calendar alone; the Solar Hijri one has three fields. */
export function DayField({ label, name, value, calendar, onChange }: DayFieldProps) {
  const { words, format } = useView();
  if (calendar === "gregorian") {
    return (
      <label class="day-field">
        {label}
        <input
          type="date"
          name={name}
          value={value}
          required
          onInput={(event) => onChange(event.currentTarget.value || undefined)}
        />
      </label>
    );
  }
  const parts = partsOf(value, calendar);
  const set = (part: Partial<DayParts>) => onChange(dayFrom({ ...parts, ...part }, calendar));
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  return (
    <fieldset class="day-field">
      <legend>{label}</legend>
      <select
        name={`${name}-day`}
        aria-label={words.day}
        value={parts.day}
        onChange={(event) => set({ day: Number(event.currentTarget.value) })}
      >
        {numbered(31).map((day) => (
          <option key={day} value={day} selected={day === parts.day}>
            {format.count(day)}
          </option>
        ))}
      </select>
      <select
        name={`${name}-month`}
        aria-label={words.month}
        value={parts.month}
        onChange={(event) => set({ month: Number(event.currentTarget.value) })}
      >
        {numbered(12).map((month) => (
          <option key={month} value={month} selected={month === parts.month}>
            {format.monthName(month)}
          </option>
        ))}
      </select>
      {/* A field for numbers takes no Persian digits, which a Persian keyboard types. */}
      <input
        type="text"
        inputMode="numeric"
        class="year"
        name={`${name}-year`}
        aria-label={words.year}
        maxLength={4}
        value={format.year(parts.year)}
        onChange={(event) => set({ year: numberFrom(event.currentTarget.value) })}
      />
    </fieldset>
  );
}
