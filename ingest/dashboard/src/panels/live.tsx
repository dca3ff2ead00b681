import { useEffect, useId, useRef, useState } from "preact/hooks";
import { waitBeforeAgain } from "../again.js";
import { AskError, type Row } from "../answers.js";
import { Choice } from "../controls/choice.js";
import { CustomerLink } from "../customer-link.js";
import { DataTable, type TableColumn } from "../data-table.js";
import { Scroll } from "../scroll.js";
import { useAsking } from "../use-answer.js";
import { useNear } from "../use-near.js";
import { useView, type View } from "../view.js";
import { say } from "../words/say.js";

const MINUTES = 30;
const LATEST = 12;

/** How often it is asked, in milliseconds; more seldom where an answer takes long. */
const EVERY_MS = 3_000;
const RESTS_FOR_ONE_ANSWER = 5;

/** What is shown of what arrives. */
type LiveKind = "latest" | "refused" | "not_counted";

interface LiveAsked {
  readonly shows: LiveKind;
  /** An id; '' for everybody. */
  readonly person: string;
  /** A part of an event's name; '' for all. */
  readonly event: string;
}

interface Live {
  readonly minutes: readonly Row[];
  /** Rows of what `shows` names. */
  readonly latest: readonly Row[];
  readonly shows: LiveKind;
}

/** Events as they arrive. */
export function LivePanel() {
  const view = useView();
  const { words } = view;
  const section = useRef<HTMLElement>(null);
  const isNear = useNear(section);
  const [isPaused, setPaused] = useState(false);
  const [shows, setShows] = useState<LiveKind>("latest");
  const [person, setPerson] = useState("");
  const [event, setEvent] = useState("");
  // A row that is pointed at must not be another one when it is pressed.
  const [isHeld, setHeld] = useState(false);
  const { live, error } = useLive(isNear && !isPaused && !isHeld, { shows, person, event });
  // The table that was pointed at goes with what is looked at.
  useEffect(() => setHeld(false), [shows, person, event]);
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
        <div class="live-filters">
          <Choice
            name="live"
            label={words.shows}
            value={shows}
            options={words.liveShows}
            onChange={setShows}
          />
          <Filter name="person" label={words.livePerson} value={person} onTyped={setPerson} />
          <Filter name="event" label={words.liveEvent} value={event} onTyped={setEvent} />
        </div>
        {live && live.minutes.length > 0 && live.latest.length === 0 && <p class="quiet">{words.liveNone}</p>}
        {live && live.latest.length > 0 && (
          <Scroll label={words.liveTitle}>
            <div
              onPointerEnter={({ pointerType }) => setHeld(pointerType === "mouse")}
              onPointerLeave={() => setHeld(false)}
            >
              <DataTable
                caption={words.liveTitle}
                columns={columnsOf(view, live.shows)}
                rows={live.latest}
                {...(live.shows === "latest" ? { keyOf: (row) => String(row.message_id) } : {})}
              />
            </div>
          </Scroll>
        )}
      </div>
    </section>
  );
}

/** The columns of what is shown: the reason stands where there is no value. */
function columnsOf({ words, format, zone }: View, shows: LiveKind): TableColumn[] {
  const reasons: Readonly<Record<string, string>> = words.uncountedReasons;
  const who: TableColumn = {
    head: words.person,
    cell: ({ person_id: id, person, is_guest: isGuest }) =>
      id || person ? <CustomerLink id={String(id || person)} isGuest={isGuest === true} /> : "–",
  };
  const shared = [
    { head: words.event, cell: (row: Row) => <bdi>{String(row.event || row.type || "–")}</bdi> },
    { head: words.time, cell: (row: Row) => format.clock(row.received_at, zone) },
    who,
  ];
  if (shows === "refused")
    return [
      ...shared,
      {
        head: words.reason,
        cell: ({ code, message }) => (
          <>
            <bdi class="hash">{String(code)}</bdi> <span dir="auto">{String(message)}</span>
          </>
        ),
      },
    ];
  if (shows === "not_counted")
    return [
      ...shared,
      {
        head: words.reason,
        cell: ({ reason, closest_name: closest, about }) => (
          <>
            {reasons[String(reason)] ?? String(reason)} {about && <bdi class="hash">{String(about)}</bdi>}
            {closest && <span class="quiet">{say(words.didYouMean, { name: String(closest) })}</span>}
          </>
        ),
      },
    ];
  return [
    ...shared,
    {
      head: words.cartValue,
      isNumber: true,
      cell: (row) =>
        row.value === null || row.value === "" ? "" : format.money(row.value, String(row.currency)),
    },
  ];
}

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onTyped: (value: string) => void;
}

/** A filter: what is typed counts when the field is left or Enter is pressed. */
function Filter({ name, label, value, onTyped }: FilterProps) {
  const id = useId();
  return (
    <span class="choice">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="search"
        autocomplete="off"
        dir="auto"
        maxLength={200}
        value={value}
        onChange={(event) => onTyped(event.currentTarget.value.trim())}
      />
    </span>
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
function useLive(
  isOn: boolean,
  { shows, person, event }: LiveAsked,
): { live: Live | undefined; error: string | undefined } {
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
        const filters = { source, person, event, rows: LATEST };
        const minutes = answers.ask("minutes", { source, minutes: MINUTES }, true);
        const latest = answers.ask(shows, shows === "latest" ? { ...filters, after: "" } : filters, true);
        held.splice(0, held.length, minutes.leave, latest.leave);
        try {
          const [minuteRows, latestRows] = await Promise.all([minutes.answer, latest.answer]);
          failures = 0;
          if (!isOver) {
            setLive({ minutes: minuteRows, latest: latestRows, shows });
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
  }, [answers, source, isOn, shows, person, event]);
  return { live, error };
}
