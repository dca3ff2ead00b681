import { useId } from "preact/hooks";
import type { LANGUAGES } from "../state.js";
import { THEMES, type Theme } from "../theme.js";
import { useView } from "../view.js";
import { Choice } from "./choice.js";

const LANGUAGE_NAMES = { en: "English", fa: "فارسی" } as const satisfies Record<
  (typeof LANGUAGES)[number],
  string
>;

interface SettingsProps {
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
}

/** How figures are counted and written: currency, time zone, calendar, language, colours. */
export function Settings({ theme, onTheme }: SettingsProps) {
  const { words, state, change, currency, currencies } = useView();
  const offered = [...new Set([currency, ...currencies])].filter(Boolean);
  return (
    <>
      {offered.length > 0 && (
        <Choice
          name="currency"
          label={words.currency}
          value={currency}
          options={Object.fromEntries(offered.map((code) => [code, code]))}
          onChange={(chosen) => change({ currency: chosen })}
        />
      )}
      <ZoneField />
      <Choice
        name="calendar"
        label={words.calendar}
        value={state.calendar}
        options={words.calendars}
        onChange={(calendar) => change({ calendar })}
      />
      <Choice
        name="lang"
        label={words.language}
        value={state.lang}
        options={LANGUAGE_NAMES}
        onChange={(lang) => change({ lang, calendar: lang === "fa" ? "jalali" : "gregorian" })}
      />
      <Choice
        name="theme"
        label={words.theme}
        value={theme}
        options={
          Object.fromEntries(THEMES.map((name) => [name, words.themes[name]])) as Record<Theme, string>
        }
        onChange={onTheme}
      />
    </>
  );
}

/** All of the browser's time zones to choose from, by typing. */
function ZoneField() {
  const { words, zone, change } = useView();
  const [id, list] = [useId(), useId()];
  return (
    <span class="choice">
      <label for={id}>{words.zone}</label>
      <input
        // What is being typed stays when the page is drawn anew; another zone makes another field.
        key={zone}
        id={id}
        name="zone"
        list={list}
        defaultValue={zone}
        autocomplete="off"
        spellcheck={false}
        dir="ltr"
        onChange={(event) => {
          const field = event.currentTarget;
          const isKnown = isTimeZone(field.value);
          field.setCustomValidity(isKnown ? "" : words.errors.bad_question);
          if (isKnown) change({ zone: field.value });
          else field.reportValidity();
        }}
      />
      <datalist id={list}>
        {Intl.supportedValuesOf("timeZone").map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </span>
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
