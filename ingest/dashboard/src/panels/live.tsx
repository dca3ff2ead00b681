import { useEffect, useId, useRef, useState } from "preact/hooks";
import { waitBeforeAgain } from "../again.js";
import { AskError, type Row } from "../answers.js";
import { CustomerLink } from "../customer-link.js";
import { DataTable } from "../data-table.js";
import { useAsking } from "../use-answer.js";
import { useNear } from "../use-near.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";

const MINUTES = 30;
const LATEST = 12;

/** How often it is asked, in milliseconds; more seldom where an answer takes long. */
const EVERY_MS = 3_000;
const RESTS_FOR_ONE_ANSWER = 5;

interface Live {
  readonly minutes: readonly Row[];
  readonly latest: readonly Row[];
}

/** Events as they arrive. */
export function LivePanel() {
  const { words, format, zone } = useView();
  const section = useRef<HTMLElement>(null);
  const isNear = useNear(section);
  const [isPaused, setPaused] = useState(false);
  const { live, error } = useLive(isNear && !isPaused);
  const heading = useId();
  const said: Readonly<Record<string, string>> = words.errors;
  return (
    <section
      ref={section}
      class="panel wide"
      id="live-events"
      aria-labelledby={heading}
      aria-busy={isNear && !live && !error}
    >
      <header class="panel-head">
        <div class="panel-title">
          <h3 id={heading}>{words.liveTitle}</h3>
          <p class="about">{words.liveAbout}</p>
        </div>
        <div class="panel-tools">
          {/* Whatever moves by itself can be stopped. */}
          <button type="button" class="tool" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {isPaused ? words.resume : words.pause}
          </button>
        </div>
      </header>
      <div class="panel-body">
        {error && <p role="alert">{said[error] ?? words.errors.unavailable}</p>}
        {live && <Minutes rows={live.minutes} />}
        {live && live.minutes.length === 0 && <p class="quiet">{words.noneArriving}</p>}
        {live && live.latest.length > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
          <div class="scroll" role="group" aria-label={words.liveTitle} tabIndex={0}>
            <DataTable
              caption={words.liveTitle}
              columns={[
                { head: words.event, cell: (row) => <bdi>{String(row.event || row.type)}</bdi> },
                { head: words.time, cell: (row) => format.clock(row.received_at, zone) },
                {
                  head: words.person,
                  cell: ({ person_id: id, is_guest: isGuest }) =>
                    id ? <CustomerLink id={String(id)} isGuest={isGuest === true} /> : "–",
                },
                {
                  head: words.cartValue,
                  isNumber: true,
                  cell: (row) =>
                    row.value === null || row.value === ""
                      ? ""
                      : format.money(row.value, String(row.currency)),
                },
              ]}
              rows={live.latest}
            />
          </div>
        )}
      </div>
    </section>
  );
}

function Minutes({ rows }: { readonly rows: readonly Row[] }) {
  const { words, format } = useView();
  const counts = Array.from({ length: MINUTES }, (_, ago) =>
    Number(rows.find((row) => row.minutes_ago === ago)?.events ?? 0),
  ).reverse();
  const most = Math.max(1, ...counts);
  const sum = counts.reduce((all, count) => all + count, 0);
  return (
    <div
      class="minutes"
      role="img"
      aria-label={`${words.eventsAMinute}: ${words.thisMinute} ${format.count(counts.at(-1))}; ${say(words.minutesAgo, { minutes: format.count(MINUTES) })} – : ${format.count(sum)}`}
    >
      {counts.map((count, place) => (
        // The place is the minute.
        <i
          key={place}
          title={`${MINUTES - 1 - place === 0 ? words.thisMinute : say(words.minutesAgo, { minutes: format.count(MINUTES - 1 - place) })}: ${format.count(count)}`}
          style={{ blockSize: `${(100 * count) / most}%` }}
        />
      ))}
    </div>
  );
}

/** Asks again and again while it is looked at: a hidden tab asks nothing. */
function useLive(isOn: boolean): { live: Live | undefined; error: string | undefined } {
  const { answers } = useAsking();
  const { source } = useView();
  const [live, setLive] = useState<Live>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    if (!isOn || source === "") return undefined;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    let failures = 0;
    const held: (() => void)[] = [];
    const askOnce = async () => {
      const startedAt = performance.now();
      let wait = EVERY_MS;
      if (!document.hidden) {
        const minutes = answers.ask("minutes", { source, minutes: MINUTES }, true);
        const latest = answers.ask("latest", { source, after: "", rows: LATEST }, true);
        held.splice(0, held.length, minutes.leave, latest.leave);
        try {
          const [minuteRows, latestRows] = await Promise.all([minutes.answer, latest.answer]);
          failures = 0;
          if (!isOver) {
            setLive({ minutes: minuteRows, latest: latestRows });
            setError(undefined);
          }
        } catch (failure) {
          const code = failure instanceof AskError ? failure.code : "unavailable";
          failures += 1;
          wait = waitBeforeAgain(code, failures) ?? EVERY_MS;
          if (!isOver) setError(code);
        }
      }
      if (isOver) return;
      const took = performance.now() - startedAt;
      timer = setTimeout(askOnce, Math.max(wait, RESTS_FOR_ONE_ANSWER * took));
    };
    void askOnce();
    return () => {
      isOver = true;
      clearTimeout(timer);
      for (const leave of held) leave();
    };
  }, [answers, source, isOn]);
  return { live, error };
}
