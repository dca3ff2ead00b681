import { useMemo } from "preact/hooks";
import { addDays, today } from "./calendar.js";
import { createFormat } from "./format.js";
import { OwnPage } from "./own-page.js";
import { Page } from "./page.js";
import { Waiting } from "./panel.js";
import { comparedSpan, fittingPeriod, presetSpan, type Span } from "./range.js";
import type { State } from "./state.js";
import type { Theme } from "./theme.js";
import { type Answer, useAnswer } from "./use-answer.js";
import { useSpanOfOrders } from "./use-span-of-orders.js";
import { type Role, type SourceRow, type View, ViewContext } from "./view.js";
import type { Words } from "./words/en.js";

interface DashboardProps {
  readonly state: State;
  readonly change: (part: Partial<State>) => void;
  readonly words: Words;
  readonly theme: Theme;
  readonly isDark: boolean;
  readonly onTheme: (theme: Theme) => void;
  readonly isAsking: boolean;
  readonly onRefresh: () => void;
  readonly onSignOut: () => void;
}

/**
 * Finds out step by step what is looked at: the sources there are, the range, and the currencies in it; and gives it
 * to every part of the page.
 */
export function Dashboard({ state, change, words, theme, isDark, ...actions }: DashboardProps) {
  const sources = useAnswer("sources", {});
  // Known before anything is shown: buttons that come later would move others away from under a finger.
  const role = useAnswer("role", {});
  const known = (sources.rows ?? []) as unknown as readonly SourceRow[];
  // An address may name a source that was told of nowhere: its events can be there all the same.
  const own = known.find(({ source_id: id }) => id === state.source) ?? (state.source ? undefined : known[0]);
  const source = state.source || own?.source_id || "";
  const zone = state.zone || own?.time_zone || "UTC";
  // Journeys and single customers are looked at as a whole, by no range.
  const hasRange = state.page !== "journeys" && state.page !== "customers";
  const all = useSpanOfOrders(source, zone, state.range === "all" && hasRange);
  const format = useMemo(() => createFormat(state.lang, state.calendar), [state.lang, state.calendar]);
  const span = spanOf(state, zone, all.span);
  // The sources tell the time zone: a question by another one would be asked for nothing.
  const isZoneKnown = sources.rows !== undefined || state.zone !== "";
  const totals = useAnswer(
    "totals",
    source && span && isZoneKnown && hasRange
      ? { source, since: span.since, until: span.until, time_zone: zone }
      : undefined,
  );
  const currencies = (totals.rows ?? []).map((row) => String(row.currency)).filter(Boolean);
  const isRoleKnown = role.rows !== undefined || role.error !== undefined;
  if (!sources.rows || !isRoleKnown || (hasRange && state.range === "all" && !all.answer.rows))
    return <Opening answer={sources.rows ? all.answer : sources} words={words} />;

  const shown = span ?? presetSpan("12m", today(zone), state.calendar);
  const view: View = {
    state,
    change,
    words,
    role: role.rows?.[0]?.role as Role | undefined,
    format,
    sources: known,
    source,
    zone,
    currency: state.currency || currencyOf(own, currencies, totals),
    currencies,
    hasTotals: totals.rows !== undefined || totals.error !== undefined,
    span: shown,
    compared: comparedSpan(
      shown,
      state.compare,
      state.range === "custom" ? undefined : state.range,
      state.calendar,
    ),
    period: state.period || fittingPeriod(shown),
    isRightToLeft: state.lang === "fa",
    theme: isDark ? "dark" : "light",
  };
  return (
    <ViewContext.Provider value={view}>
      {state.page === "figures" ? (
        <Page theme={theme} totals={totals} {...actions} />
      ) : (
        <OwnPage name={state.page} theme={theme} {...actions} />
      )}
    </ViewContext.Provider>
  );
}

function spanOf(state: State, zone: string, all: Span | undefined): Span | undefined {
  if (state.range === "custom") return { since: state.from, until: addDays(state.to, 1) };
  if (state.range === "all" && !all) return undefined;
  return presetSpan(state.range, today(zone), state.calendar, all);
}

/** The source's own currency where it has orders in it, else that of most revenue; unknown before the totals are. */
function currencyOf(own: SourceRow | undefined, currencies: readonly string[], totals: Answer): string {
  if (!totals.rows && totals.error === undefined) return "";
  if (own && currencies.includes(own.currency)) return own.currency;
  return currencies[0] ?? own?.currency ?? "";
}

function Opening({ answer, words }: { readonly answer: Answer; readonly words: Words }) {
  return (
    <main id="content" class="opening">
      <Waiting answer={answer} words={words} />
    </main>
  );
}
