import type { ComponentChildren } from "preact";
import type { Day } from "./calendar.js";
import { RangeControls } from "./controls/range-controls.js";
import { Settings } from "./controls/settings.js";
import { DayRange } from "./day-range.js";
import { NothingYet } from "./nothing-yet.js";
import { AnomaliesPanel } from "./panels/anomalies.js";
import { CartsPanel } from "./panels/carts.js";
import { CohortsPanel } from "./panels/cohorts.js";
import { FunnelPanel } from "./panels/funnel.js";
import { LivePanel } from "./panels/live.js";
import { CustomersPanel, LifecyclePanel, RetentionPanel, RevenuePanel } from "./panels/over-time.js";
import { GroupPanel, RfmPanel } from "./panels/rfm.js";
import { RiskPanel } from "./panels/risk.js";
import { Tiles } from "./panels/tiles.js";
import { UncountedPanel } from "./panels/uncounted.js";
import type { Theme } from "./theme.js";
import { Top, type TopActions } from "./top.js";
import type { Answer } from "./use-answer.js";
import { useSpanOfOrders } from "./use-span-of-orders.js";
import { useView } from "./view.js";
import { say } from "./words/say.js";

interface PageProps extends TopActions {
  readonly theme: Theme;
  readonly totals: Answer;
  readonly onTheme: (theme: Theme) => void;
}

/** The whole page: what is looked at above, then the figures, those that are asked for most first. */
export function Page({ theme, totals, onTheme, ...actions }: PageProps) {
  const { words } = useView();
  const sections = Object.entries(words.sections);
  return (
    <>
      <Top {...actions} />
      <section aria-label={words.filters}>
        <details class="controls" open={matchMedia("(min-width: 48rem)").matches}>
          <summary>{words.filters}</summary>
          <div class="controls-row">
            <RangeControls />
            <Settings theme={theme} onTheme={onTheme} />
          </div>
        </details>
      </section>
      <nav class="sections" aria-label={words.sectionNav}>
        {sections.map(([id, name]) => (
          <a key={id} href={`#${id}`}>
            {name}
          </a>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <h1 class="unseen">{words.title}</h1>
        <DayRange />
        <Body totals={totals} />
        <Part id="live" name={words.sections.live}>
          <LivePanel />
        </Part>
      </main>
    </>
  );
}

/** The figures; of an empty range where there are some, and of a source without orders how to begin. */
function Body({ totals }: { readonly totals: Answer }) {
  const { words, source, zone } = useView();
  const isEmpty = source === "" || (totals.rows?.length === 0 && !totals.isOld);
  const { answer, span } = useSpanOfOrders(source, zone, isEmpty);
  if (isEmpty && (source === "" || answer.rows) && !span) {
    return (
      <>
        <NothingYet words={words} />
        {source !== "" && <UncountedPanel />}
      </>
    );
  }
  return (
    <>
      {isEmpty && span && <EmptyRange span={span} />}
      <section id="overview" class="part" aria-label={words.sections.overview}>
        <Scope of="overview" />
        <Tiles />
        <RevenuePanel />
        <CustomersPanel />
        <UncountedPanel />
        <AnomaliesPanel />
      </section>
      <Part id="coming" name={words.sections.coming}>
        <Scope of="people" />
        <LifecyclePanel />
        <RetentionPanel />
        <CohortsPanel />
      </Part>
      <Part id="buying" name={words.sections.buying}>
        <Scope of="people" />
        <FunnelPanel />
        <CartsPanel />
      </Part>
      <Part id="customers" name={words.sections.customers}>
        <Scope of="people" />
        <RfmPanel />
        <GroupPanel />
        <RiskPanel />
      </Part>
    </>
  );
}

/** Whose orders and which money a part of the page is about: figures of one currency and of all stand apart. */
function Scope({ of }: { readonly of: "overview" | "people" }) {
  const { words, currency } = useView();
  if (currency === "") return null;
  return <p class="quiet scope">{say(words.scopes[of], { currency })}</p>;
}

function Part({
  id,
  name,
  children,
}: {
  readonly id: string;
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section id={id} class="part" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{name}</h2>
      {children}
    </section>
  );
}

/** An empty range, and the way to the orders that there are. */
function EmptyRange({ span }: { readonly span: { readonly since: Day; readonly lastDay: Day } }) {
  const { words, format, change } = useView();
  return (
    <div class="notice" role="status">
      <p>
        {words.empty} {say(words.emptyLonger, { from: format.day(span.since), to: format.day(span.lastDay) })}
      </p>
      <button
        type="button"
        class="primary"
        onClick={() => change({ range: "custom", from: span.since, to: span.lastDay })}
      >
        {words.showThem}
      </button>
    </div>
  );
}
