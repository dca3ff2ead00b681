import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { type QuestionParams, questionAddress, type Row } from "./answers.js";
import { Scroll } from "./scroll.js";
import { type Answer, useAnswer } from "./use-answer.js";
import { useNear } from "./use-near.js";
import { useView } from "./view.js";
import type { Words } from "./words/en.js";
import { say } from "./words/say.js";

interface PanelProps {
  /** Marks the panel for style, and for those who link to it. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly question: string;
  readonly params: QuestionParams | undefined;
  /** Another answer that its picture shows is awaited. */
  readonly isBusy?: boolean;
  /** The question of its file, where that is another one. */
  readonly file?: { readonly question: string; readonly params: QuestionParams } | undefined;
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
  const file = props.file ?? (params && { question, params });
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
      aria-busy={(isNear && answer.isLoading) || (props.isBusy ?? false)}
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
          {file && (
            <a
              class="tool"
              download
              href={questionAddress("export", file.question, file.params)}
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
  if (!rows) return <Waiting answer={answer} words={words} />;
  const why = unshown?.(rows);
  const isNothing = why !== undefined || (isEmpty ? isEmpty(rows) : rows.length === 0);
  return (
    <div class={`panel-body ${answer.isOld ? "old" : ""}`}>
      {answer.isOld && answer.isSlow && <Slow words={words} />}
      <KeptNote answer={answer} />
      {isNothing ? (
        <p class="message quiet">{why ?? nothing ?? words.empty}</p>
      ) : chart && !showsTable ? (
        chart(rows)
      ) : (
        <Scroll label={title}>{table(rows)}</Scroll>
      )}
      {!isNothing && foot?.(rows)}
    </div>
  );
}

/** What stands where an answer is awaited or failed. */
export function Waiting({ answer, words }: { readonly answer: Answer; readonly words: Words }) {
  if (answer.error !== undefined) {
    return (
      <div class="panel-body message failed">
        <p role="alert">{sentenceOf(answer.error, words)}</p>
        <Again answer={answer} words={words} />
      </div>
    );
  }
  return (
    <div class="panel-body message" aria-busy={answer.isAwaited}>
      <div class="skeleton" aria-hidden="true" />
      {answer.isSlow ? <Slow words={words} /> : <p class="quiet">{words.loading}</p>}
    </div>
  );
}

/** Says of figures that stand that they could not be asked for again, of when they are, and what comes next. */
export function KeptNote({ answer }: { readonly answer: Answer }) {
  const { words, format } = useView();
  const { error, answeredAt, isOld } = answer;
  if (error === undefined || answeredAt === undefined || isOld) return null;
  const isPassing = answer.againIn !== undefined || answer.isLoading;
  const what = isPassing ? words.notAgain : sentenceOf(error, words);
  return (
    <div class="kept quiet">
      <span>
        {what} {say(words.figuresOf, { time: format.time(answeredAt) })}
      </span>
      <Again answer={answer} words={words} />
    </div>
  );
}

/** When it is asked again, and how to do it at once. */
function Again({ answer, words }: { readonly answer: Answer; readonly words: Words }) {
  const { isLoading, againIn, again } = answer;
  return (
    <>
      {againIn !== undefined && (
        <span class="quiet">
          {say(words.tryingIn, {
            seconds: Math.round(againIn / 1000).toLocaleString(document.documentElement.lang),
          })}
        </span>
      )}
      <button type="button" class="tool" aria-busy={isLoading} onClick={() => isLoading || again()}>
        {isLoading ? words.asking : words.again}
      </button>
    </>
  );
}

function sentenceOf(code: string, words: Words): string {
  const said: Readonly<Record<string, string>> = words.errors;
  return said[code] ?? words.errors.unavailable;
}

function Slow({ words }: { readonly words: Words }) {
  return (
    <p class="quiet" role="status">
      {words.slow}
    </p>
  );
}
