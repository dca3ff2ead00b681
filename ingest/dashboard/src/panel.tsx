import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { type QuestionParams, questionAddress, type Row } from "./answers.js";
import { type Answer, useAnswer } from "./use-answer.js";
import { useNear } from "./use-near.js";
import { useView } from "./view.js";
import type { Words } from "./words/en.js";

interface PanelProps {
  /** Marks the panel for style, and for those who link to it. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly question: string;
  readonly params: QuestionParams | undefined;
  readonly controls?: ComponentChildren;
  /** The picture of an answer. */
  readonly chart?: (rows: readonly Row[]) => ComponentChildren;
  /** The same as a table: shown on demand beside a picture, else at once. */
  readonly table: (rows: readonly Row[]) => ComponentChildren;
  readonly isEmpty?: (rows: readonly Row[]) => boolean;
  /** Why an answer is not shown, where it says too little. */
  readonly unshown?: (rows: readonly Row[]) => string | undefined;
  /** What an empty answer means, where it is more than an empty range. */
  readonly nothing?: string;
  readonly foot?: (rows: readonly Row[]) => ComponentChildren;
  readonly isWide?: boolean;
}

/** One question of the page: its title and definition, its picture, the same as a table, and as a file. */
export function Panel(props: PanelProps) {
  const section = useRef<HTMLElement>(null);
  const isNear = useNear(section);
  const { id, title, about, question, params, controls, isWide } = props;
  const { words, hasTotals } = useView();
  const [showsTable, setShowsTable] = useState(false);
  const heading = useId();
  const answer = useAnswer(question, isNear && hasTotals ? params : undefined);
  const label = showsTable ? words.chartOf : words.tableOf;
  return (
    <section
      ref={section}
      class={`panel ${isWide ? "wide" : ""}`}
      id={id}
      aria-labelledby={heading}
      aria-busy={isNear && answer.isLoading}
    >
      <header class="panel-head">
        <div class="panel-title">
          <h3 id={heading}>{title}</h3>
          <p class="about">{about}</p>
        </div>
        <div class="panel-tools">
          {controls}
          {props.chart && (
            <button
              type="button"
              class="tool"
              aria-label={label.replace("{title}", title)}
              onClick={() => setShowsTable(!showsTable)}
            >
              {showsTable ? words.chart : words.table}
            </button>
          )}
          {params && (
            <a
              class="tool"
              download
              href={questionAddress("export", question, params)}
              aria-label={words.csvOf.replace("{title}", title)}
            >
              {words.csv}
            </a>
          )}
        </div>
      </header>
      <PanelBody {...props} answer={answer} showsTable={showsTable} />
    </section>
  );
}

function PanelBody({
  answer,
  chart,
  table,
  foot,
  isEmpty,
  unshown,
  nothing,
  showsTable,
  title,
}: PanelProps & { readonly answer: Answer; readonly showsTable: boolean }) {
  const { words } = useView();
  const { rows } = answer;
  if (!rows || answer.error !== undefined) return <Waiting answer={answer} words={words} />;
  const why = unshown?.(rows);
  const isNothing = why !== undefined || (isEmpty ? isEmpty(rows) : rows.length === 0);
  return (
    <div class={`panel-body ${answer.isLoading ? "old" : ""}`}>
      {answer.isSlow && <Slow words={words} />}
      {isNothing ? (
        <p class="message quiet">{why ?? nothing ?? words.empty}</p>
      ) : chart && !showsTable ? (
        chart(rows)
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <div class="scroll" role="group" aria-label={title} tabIndex={0}>
          {table(rows)}
        </div>
      )}
      {!isNothing && foot?.(rows)}
    </div>
  );
}

/** What stands where an answer is awaited or failed. */
export function Waiting({ answer, words }: { readonly answer: Answer; readonly words: Words }) {
  if (answer.error !== undefined) {
    const said: Readonly<Record<string, string>> = words.errors;
    return (
      <div class="panel-body message" role="alert">
        <p>{said[answer.error] ?? words.errors.unavailable}</p>
        <button type="button" onClick={answer.again}>
          {words.again}
        </button>
      </div>
    );
  }
  return (
    <div class="panel-body message">
      <div class="skeleton" aria-hidden="true" />
      {answer.isSlow ? <Slow words={words} /> : <p class="quiet">{words.loading}</p>}
    </div>
  );
}

function Slow({ words }: { readonly words: Words }) {
  return (
    <p class="quiet" role="status">
      {words.slow}
    </p>
  );
}
