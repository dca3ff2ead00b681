import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Calendar, Period } from "./calendar.js";
import type { Format } from "./format.js";
import type { Span } from "./range.js";
import type { State } from "./state.js";
import type { Words } from "./words/en.js";

/** A shop whose events are here. */
export interface SourceRow {
  readonly source_id: string;
  readonly time_zone: string;
  readonly currency: string;
}

/** What somebody who signed in may do: look, change journeys too, or all. */
export type Role = "viewer" | "editor" | "operator";

/** What every part of the page works with: what is looked at, and how it is asked for and written. */
export interface View {
  readonly state: State;
  /** Moves on to another state; the address and the history follow. */
  change(part: Partial<State>): void;
  readonly words: Words;
  /** undefined where it can't be had. */
  readonly role: Role | undefined;
  readonly format: Format;
  readonly sources: readonly SourceRow[];
  readonly source: string;
  readonly zone: string;
  readonly currency: string;
  /** Currencies of the source's orders in the range, the one with most revenue first. */
  readonly currencies: readonly string[];
  readonly span: Span;
  readonly compared: Span | undefined;
  /** The key figures came, or can't be had: until then nothing else is asked for, so that they come soon. */
  readonly hasTotals: boolean;
  /** Length of the periods that pictures over time are cut into. */
  readonly period: Period;
  readonly isRightToLeft: boolean;
  /** Changes with the colours, which canvases have to be told. */
  readonly theme: string;
}

export const ViewContext = createContext<View | undefined>(undefined);

export function useView(): View {
  return useContext(ViewContext)!;
}

/** A period's name in SQL, where the calendar is a part of it. */
export function sqlPeriod(period: Period, calendar: Calendar): string {
  return calendar === "jalali" && period !== "day" ? `jalali_${period}` : period;
}

/** The parameters of every question about a range. */
export function rangeParams({ source, zone }: View, { since, until }: Span) {
  return { source, since, until, time_zone: zone };
}
