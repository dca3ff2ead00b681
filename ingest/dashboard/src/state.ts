import { CALENDARS, type Calendar, type Day, PERIODS, type Period } from "./calendar.js";
import { COMPARISONS, type Comparison, PRESETS, type Preset } from "./range.js";

export const LANGUAGES = ["en", "fa"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The pages there are: the figures, and those whose scripts are loaded when they are looked at. */
export const PAGES = ["figures", "products", "marketing", "customers", "journeys"] as const;
export type PageName = (typeof PAGES)[number];

/** What is looked at. All of it stands in the address, so that a view can be shared and gone back to. */
export interface State {
  readonly page: PageName;
  /** The journey that is looked at; empty for all. */
  readonly journey: string;
  /** Whether the journey, or a new one, is edited. */
  readonly edit: "" | "on";
  /** The customer who is looked at, by user id or, with `guest`, by anonymous id; empty for a search. */
  readonly customer: string;
  readonly guest: "" | "on";
  readonly range: Preset | "custom";
  /** Of a custom range, the first and the last day. */
  readonly from: Day | "";
  readonly to: Day | "";
  readonly compare: Comparison;
  /** Empty: as it fits the range. */
  readonly period: Period | "";
  /** Empty: the first source, its time zone, its currency. */
  readonly source: string;
  readonly zone: string;
  readonly currency: string;
  readonly calendar: Calendar;
  readonly lang: Language;
  readonly cohort: "week" | "month" | "quarter";
  readonly cohortShows: "rate" | "value";
  readonly unit: "session" | "customer";
  readonly segment: "" | "device" | "campaign" | "source" | "landing_page";
  /** Steps of the funnel with commas; empty for all. */
  readonly steps: string;
  /** The RFM group whose customers are listed. */
  readonly group: string;
  readonly risk: "at_risk" | "reengagement";
  /** Whether lists show those customers alone who can be reached. */
  readonly reachable: "" | "on";
}

type Reader<Value> = (text: string) => Value | undefined;

const oneOf =
  <Value extends string>(...values: readonly Value[]): Reader<Value> =>
  (text) =>
    values.find((value) => value === text);
const matching =
  (pattern: RegExp): Reader<string> =>
  (text) =>
    pattern.test(text) ? text : undefined;
const day = matching(/^(19|2[0-2])\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);

const READERS: { readonly [Name in keyof State]: Reader<State[Name]> } = {
  page: oneOf(...PAGES),
  journey: matching(/^[a-z0-9][a-z0-9-]{0,63}$/),
  edit: oneOf("on"),
  customer: matching(/^.{1,512}$/s),
  guest: oneOf("on"),
  range: oneOf(...PRESETS, "custom"),
  from: day,
  to: day,
  compare: oneOf(...COMPARISONS),
  period: oneOf(...PERIODS),
  source: matching(/^.{1,200}$/),
  zone: matching(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/),
  currency: matching(/^[A-Z0-9]{1,4}$/),
  calendar: oneOf(...CALENDARS),
  lang: oneOf(...LANGUAGES),
  cohort: oneOf("week", "month", "quarter"),
  cohortShows: oneOf("rate", "value"),
  unit: oneOf("session", "customer"),
  segment: oneOf("device", "campaign", "source", "landing_page"),
  steps: matching(/^[a-z_]{1,20}(,[a-z_]{1,20}){1,3}$/),
  group: matching(/^[a-z_]{1,40}$/),
  risk: oneOf("at_risk", "reengagement"),
  reachable: oneOf("on"),
};

/** The state that an address without a word stands for: Persian readers count by their own calendar. */
export function defaults(browserLanguage: string, lang?: Language): State {
  const spoken = lang ?? (/^fa\b/i.test(browserLanguage) ? "fa" : "en");
  return {
    page: "figures",
    journey: "",
    edit: "",
    customer: "",
    guest: "",
    range: "12m",
    from: "",
    to: "",
    compare: "before",
    period: "",
    source: "",
    zone: "",
    currency: "",
    calendar: spoken === "fa" ? "jalali" : "gregorian",
    lang: spoken,
    cohort: "month",
    cohortShows: "rate",
    unit: "session",
    segment: "",
    steps: "",
    group: "",
    risk: "at_risk",
    reachable: "",
  };
}

/** Reads an address's query; what is missing or not understood is as by default. */
export function readState(query: string, browserLanguage: string): State {
  const given = new URLSearchParams(query);
  const read: Record<string, unknown> = {};
  for (const [name, reader] of Object.entries(READERS)) {
    const value = reader(given.get(name) ?? "");
    if (value !== undefined) read[name] = value;
  }
  const state = { ...defaults(browserLanguage, read.lang as Language | undefined), ...read };
  const isWhole = state.from !== "" && state.to !== "" && state.from <= state.to;
  return state.range === "custom" && !isWhole ? { ...state, range: "12m", from: "", to: "" } : state;
}

/** The query of a state, without what is as by default. */
export function writeState(state: State, browserLanguage: string): string {
  const usual = defaults(browserLanguage, state.lang);
  const query = new URLSearchParams();
  for (const name of Object.keys(READERS) as (keyof State)[]) {
    const isUsual =
      name === "lang" ? state.lang === defaults(browserLanguage).lang : state[name] === usual[name];
    if (!isUsual && state[name] !== "") query.set(name, state[name]);
  }
  return query.size > 0 ? `?${query}` : "";
}
