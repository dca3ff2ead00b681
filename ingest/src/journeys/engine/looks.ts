import type { Logger } from "pino";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Segment } from "../segments/find-segment.js";
import { type Member, readMembers, segmentHash, writeMembers } from "../segments/read-members.js";
import { localText, scheduleOf } from "../simulate/moments.js";
import { type Asked, type Background, QUICK_MS } from "./background.js";
import { dueMoment } from "./due-look.js";
import { journeyKey, type LiveJourney, type LiveVersion, lastVersion } from "./live-journeys.js";
import type { Memory, Remembered } from "./memory.js";
import { shopTimeZone } from "./shop-time-zone.js";

export interface LookParts {
  readonly warehouse: Pick<Warehouse, "query" | "insert">;
  /** Asks segments, and may change nothing. */
  readonly reader: Pick<Warehouse, "query">;
  readonly memory: Memory;
  readonly background: Background;
  readonly logger: Pick<Logger, "warn">;
  /** Lets people in as of a moment. @returns how many runs began */
  readonly letIn: (
    journey: LiveJourney,
    people: readonly Member[],
    moment: number,
    now: number,
  ) => Promise<number>;
}

/** Lets people in who come into a segment, or whom the calendar takes out of one. */
export interface Looks {
  /** Looks where it is time, and goes on with what was begun. @returns how many runs began */
  go(journeys: readonly LiveJourney[], now: number): Promise<number>;
}

/** A look that is under way. */
interface Look {
  /** What it is a look for: another version may have another entry. */
  readonly entry: string;
  readonly moment: number;
  /** It only learns who is in the segment. */
  readonly isFirst: boolean;
  readonly pages: AsyncGenerator<Member[]>;
  asked: Asked<IteratorResult<Member[]>>;
  /** Those of the page who are still to come in. */
  waiting: readonly Member[] | undefined;
}

/** People who come in at a time, so that others go on meanwhile. */
const AT_A_TIME = 2_000;
/** When a segment that failed is asked again. */
const AGAIN_MS = 60_000;

/**
 * Each look is a moment of the schedule, in the shop's time zone. People come in first, then who is in the segment is
 * written, then that the look is done: one that is cut off is made again, and the moment lets nobody in twice.
 */
export function entryLooks({ warehouse, reader, memory, background, logger, letIn }: LookParts): Looks {
  const looks = new Map<string, Look>();
  const failedAt = new Map<string, number>();
  const nothingDue = new Map<string, string>();
  let began = 0;

  async function begin(journey: LiveJourney, entry: string, now: number): Promise<Look | undefined> {
    const version = lastVersion(journey);
    const { source, name } = journey;
    const { segment, isCalendar, existing } = segmentOf(version);
    const told = await memory.read(memoryOf(journey));
    const last = told === undefined ? undefined : Number(told);
    const timeZone = await shopTimeZone(warehouse, source);
    const isFirst = last === undefined && !isCalendar && !existing;
    const schedule = scheduleOf(version.definition)!;
    const moment = isFirst ? now : dueMoment(schedule, { since: heldSince(journey), last }, now, timeZone);
    if (moment === undefined) return undefined;
    const asked = { source, timeZone, until: localText(moment, timeZone), journey: name, last };
    const pages = readMembers(reader, segment, asked);
    const look = { entry, moment, isFirst, pages, asked: background(() => pages.next()), waiting: undefined };
    await look.asked.settled(QUICK_MS);
    return look;
  }

  /** Schedules are of whole minutes: one in which nothing was due has nothing due later. */
  async function beginOnceAMinute(journey: LiveJourney, key: string, entry: string, now: number) {
    const minute = `${Math.floor(now / 60_000)} ${entry}`;
    if (nothingDue.get(key) === minute) return undefined;
    const look = await begin(journey, entry, now);
    if (look === undefined) nothingDue.set(key, minute);
    return look;
  }

  /** @returns whether to go on in this round: not while an answer is awaited, nor after people came in */
  async function goOn(journey: LiveJourney, look: Look, now: number): Promise<boolean> {
    const outcome = look.asked.outcome();
    if (outcome === undefined) return false;
    if ("error" in outcome) throw outcome.error;
    const { done, value: members } = outcome.answer;
    if (done) {
      await memory.write(memoryOf(journey), String(look.moment));
      looks.delete(journeyKey(journey));
      return false;
    }
    const { isCalendar, segment } = segmentOf(lastVersion(journey));
    look.waiting ??= look.isFirst ? [] : members.filter(({ wasIn }) => isCalendar || !wasIn);
    const people = look.waiting.slice(0, AT_A_TIME);
    if (people.length > 0) began += await letIn(journey, people, look.moment, now);
    look.waiting = look.waiting.slice(AT_A_TIME);
    if (look.waiting.length > 0) return false;
    const { source, name } = journey;
    if (!isCalendar)
      await writeMembers(warehouse, { source, journey: name }, segment.select, look.moment, members);
    look.waiting = undefined;
    look.asked = background(() => look.pages.next());
    await look.asked.settled(QUICK_MS);
    return people.length < AT_A_TIME;
  }

  async function goOnWith(journey: LiveJourney, now: number): Promise<void> {
    const key = journeyKey(journey);
    const entry = entryOf(lastVersion(journey));
    if (looks.get(key)?.entry !== entry) looks.delete(key);
    if (now < (failedAt.get(key) ?? Number.NEGATIVE_INFINITY) + AGAIN_MS) return;
    const look = looks.get(key) ?? (await beginOnceAMinute(journey, key, entry, now));
    if (look === undefined) return;
    looks.set(key, look);
    while (looks.get(key) === look && (await goOn(journey, look, now))) {}
  }

  return {
    async go(journeys, now) {
      began = 0;
      for (const journey of journeys) {
        if (journey.isPaused || scheduleOf(lastVersion(journey).definition) === undefined) continue;
        try {
          await goOnWith(journey, now);
        } catch (err) {
          looks.delete(journeyKey(journey));
          failedAt.set(journeyKey(journey), now);
          const { name, source } = journey;
          logger.warn(
            { err, journey: name, source },
            "A journey's segment can't be queried, so nobody enters by it; trying again in a minute",
          );
        }
      }
      return began;
    },
  };
}

/** The segment of a version's entry, and how it lets people in. */
function segmentOf({ definition: { entry }, segments }: LiveVersion) {
  if (!("segment" in entry)) throw new Error("People come in by an event.");
  const isCalendar = "calendar" in entry;
  const segment: Segment = { name: entry.segment, select: segments[entry.segment] ?? "" };
  return { segment, isCalendar, existing: !isCalendar && (entry.existing ?? false) };
}

/** What lets people in, as one text. */
function entryOf(version: LiveVersion): string {
  return JSON.stringify([version.definition.entry, segmentOf(version).segment.select]);
}

/** Since when the entry of the last version has held, in whichever versions. */
function heldSince({ versions }: LiveJourney): number {
  const entry = entryOf(versions.at(-1)!);
  const other = versions.findLastIndex(
    (version) => !("segment" in version.definition.entry) || entryOf(version) !== entry,
  );
  return versions[other + 1]!.at;
}

/** Another segment begins anew: nobody was in it before. */
function memoryOf(journey: LiveJourney): Remembered {
  return `looked ${journeyKey(journey)} ${segmentHash(segmentOf(lastVersion(journey)).segment.select)}`;
}
