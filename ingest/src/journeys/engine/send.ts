import type { Channel } from "@safar/schemas/journey";
import type { MessageChannel, Outcome, OutgoingMessage } from "../../channels/channel.js";
import { bounced } from "../../channels/fate.js";
import type { MessageAbout } from "../../channels/message-about.js";
import type { Track } from "../../channels/track/track-channel.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { goalReached } from "../run/step.js";
import { isByServer, plainAddress } from "../sending/contact.js";
import type { ShopData } from "../sending/fill-message.js";
import type { NotSentLive } from "../sending/not-sent-live.js";
import { CAPS, lookAgain, type Permission } from "../sending/second-look.js";
import { shows } from "../templates/fill-in.js";
import type { AddressBounds, Addressed } from "./address-bounds.js";
import { composeMessage, type LinkParts } from "./compose-message.js";
import { composeTrack } from "./compose-track.js";
import { composeWebhook } from "./compose-webhook.js";
import { groupedBy } from "./grouped-by.js";
import type { Journal } from "./journal.js";
import { type Lease, versionAfter } from "./lease.js";
import { journeyKey, type LiveJourney, lastVersion } from "./live-journeys.js";
import { factsAbout, type LivePerson, readCustomers, readPeopleOf } from "./people.js";
import type { Recommendations } from "./recommendations.js";
import type { MessageRow, MessageState, RunRow } from "./row.js";
import { namesOfAll } from "./tick.js";

export interface SendParts {
  readonly warehouse: Pick<Warehouse, "query">;
  readonly journal: Journal;
  readonly channels: ReadonlyMap<string, MessageChannel>;
  /** Without it nothing is handed over. */
  readonly lease: Lease;
  readonly permission: Permission;
  readonly bounds: AddressBounds;
  readonly shopOf: (source: string) => ShopData;
  readonly recommendations: Recommendations;
  readonly links: LinkParts;
  /** Stores what became of a message as an event of its person. */
  readonly track: Track;
  readonly clock: () => number;
  /** Ends the wait for providers: what was under way is in doubt then. */
  readonly signal: AbortSignal;
  /** Writes again and again until it is done, or the engine closes: what a provider did must not be forgotten. */
  readonly writeSurely: (rows: readonly MessageRow[]) => Promise<void>;
}

/** What became of messages, by status; `later` waits for the end of quiet hours or for another attempt. */
export type SendCounts = Partial<Record<MessageRow["status"] | "later", number>>;

/** Messages that are handed over at a time: no more can ever be in doubt. */
const BATCH = 20;
/** Messages that are looked at together: a question costs nearly the same for few as for many. */
const LOOKED_AT = 1_000;
/** How long a look holds: what is not handed over by then is looked at again. */
const LOOK_HOLDS_MS = 2_000;
const WAIT_MS = 60_000;
const PAUSED_MS = 1_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
const GIVE_UP_MS = 24 * 3_600_000;

/**
 * Sends what is to be sent now: a last look at everything, and then, batch by batch while the look holds, a durable attempt,
 * the provider, and what came of it.
 *
 * @returns how many were looked at, and what became of those that were handed over or decided
 */
export async function sendDue(
  parts: SendParts,
  journeys: readonly LiveJourney[],
): Promise<{ lookedAt: number; counts: SendCounts }> {
  const { journal, clock } = parts;
  const active = journeys.filter(({ isPaused }) => !isPaused);
  const keys = active.map(journeyKey);
  if (keys.length === 0) return { lookedAt: 0, counts: {} };
  const intended = await journal.toSend(keys, clock(), LOOKED_AT);
  const looked: Looked[] = [];
  for (const source of new Set(intended.map((row) => row.source)))
    looked.push(
      ...(await lookAtAll(
        parts,
        active,
        source,
        intended.filter((row) => row.source === source),
      )),
    );
  const rows: MessageRow[] = [];
  const began = performance.now();
  for (let from = 0; from < looked.length; from += BATCH) {
    rows.push(
      ...(await sendBatch(
        parts,
        looked.slice(from, from + BATCH).map((each) => withinBounds(parts, each)),
      )),
    );
    if (performance.now() > began + LOOK_HOLDS_MS) break;
  }
  return { lookedAt: looked.length, counts: countsOf(rows) };
}

/** @returns the rows that say what became of them */
async function sendBatch(parts: SendParts, chosen: readonly Looked[]): Promise<MessageRow[]> {
  const { journal, clock } = parts;
  const { generation } = parts.lease;
  // What is not sent is decided before anything is handed over.
  const decided = chosen.flatMap(({ row, message }) => (message === undefined ? [row] : []));
  await journal.write(decided);
  const attempts = chosen.filter((each): each is Attempted => each.message !== undefined);
  if (attempts.length === 0) return decided;
  await attempt(parts, attempts);
  const outcomes = await Promise.all(
    attempts.map(async ({ row, message, about }) => {
      // A process that was paused meanwhile may have been taken for dead: it tries anew, if it still may.
      if (!parts.lease.isFresh())
        return { row: next(row, "intended", clock(), generation, { dueAt: clock() + PAUSED_MS }) };
      const outcome = await handOver(parts, message);
      return { row: after(row, outcome, parts, generation), outcome, about };
    }),
  );
  await parts.writeSurely(outcomes.map(({ row }) => row));
  for (const { row, outcome, about } of outcomes)
    if (outcome?.is === "rejected" && outcome.isAddressDead && about)
      await parts.track(row.source, bounced(about, "hard", outcome.reason, "rejected"));
  return [...decided, ...outcomes.map(({ row }) => row)];
}

/**
 * Writes what an earlier engine handed over without knowing what came of it. It is repeated only where it is no marketing
 * and the provider, or the webhook's receiver, knows it by its id.
 *
 * @returns how many are in doubt
 */
export async function settleLeftBehind({
  journal,
  channels,
  lease: { generation },
  clock,
}: Pick<SendParts, "journal" | "channels" | "lease" | "clock">): Promise<number> {
  const left = await journal.leftBehind(generation);
  const rows = left.map((row) => {
    const reason = "The engine was stopped before the provider's answer was known.";
    return next(row, repeats(row, channels) ? "intended" : "in-doubt", clock(), generation, {
      state: { ...row.state, reason, mayBeTaken: true },
    });
  });
  await journal.write(rows);
  return rows.filter(({ status }) => status === "in-doubt").length;
}

/** A message that was looked at: with what is to be handed over; or, without, the row that says what else became of it. */
interface Looked {
  readonly row: MessageRow;
  readonly message?: OutgoingMessage;
  /** What the events of the message need; a webhook has none. */
  readonly about?: MessageAbout | undefined;
  /** What bounds the messages to an address; a webhook has none, and another attempt was counted before. */
  readonly addressed?: Addressed | undefined;
}

type Attempted = Looked & { readonly message: OutgoingMessage };

/** Holds back what one address, or pages' new addresses together, get too much of. */
function withinBounds({ bounds, clock, lease: { generation } }: SendParts, looked: Looked): Looked {
  const { row, addressed } = looked;
  const verdict = addressed === undefined ? "goes" : bounds.look(addressed, clock());
  return verdict === "goes" ? looked : { row: next(row, "not-sent", clock(), generation, { why: verdict }) };
}

/** A person gets one message at a time, so that caps see the one before; the one of the greater priority first. */
async function lookAtAll(
  parts: SendParts,
  active: readonly LiveJourney[],
  source: string,
  rows: readonly MessageRow[],
): Promise<Looked[]> {
  const own = active.filter((journey) => journey.source === source);
  const lookedAt = parts.clock();
  const customers = await readCustomers(parts.warehouse, source, [
    ...new Set(rows.map(({ person }) => person)),
  ]);
  const keys = [...customers.keys()];
  const [people, runs, messages] = await Promise.all([
    readPeopleOf(parts.warehouse, customers, { source, names: namesOfAll(own) }),
    parts.journal.runsOf(source, keys),
    parts.journal.messagesOf(source, keys),
  ]);
  if (own.some(({ versions }) => versions.some(({ definition }) => shows(definition.nodes, "recommended"))))
    await parts.recommendations.ask(
      source,
      people.map(({ id }) => id),
      parts.clock(),
    );
  const [rowsBy, messagesBy] = [groupedBy(rows, keyOf), groupedBy(messages, keyOf)];
  const runsBy = new Map(runs.map((run) => [run.run, run]));
  const looked: Looked[] = [];
  for (const person of people) {
    const journeyOf = (row: MessageRow) => own.find(({ name }) => name === row.journey)!;
    const priorityOf = (row: MessageRow) => lastVersion(journeyOf(row)).definition.priority ?? 50;
    const [row] = person.keys
      .flatMap((key) => rowsBy.get(key) ?? [])
      .sort((one, other) => priorityOf(other) - priorityOf(one) || one.dueAt - other.dueAt);
    if (row === undefined) continue;
    const had = person.keys.flatMap((key) => messagesBy.get(key) ?? []);
    const sent = had
      .filter(
        ({ kind, status }) => kind === "marketing" && ["sent", "attempted", "in-doubt"].includes(status),
      )
      .map(({ statusAt }) => statusAt);
    const run = runsBy.get(row.run);
    const sentBefore = had.filter(({ status }) => status === "sent");
    const known = new Set(sentBefore.map(({ state }) => state.address));
    const state = { ...row.state, lookedAt };
    looked.push(look(parts, journeyOf(row), { ...row, state }, run, person, sent, known));
  }
  return looked;
}

const keyOf = ({ person }: MessageRow) => person;

function look(
  { channels, permission, shopOf, recommendations, links, clock, lease: { generation } }: SendParts,
  journey: LiveJourney,
  row: MessageRow,
  run: RunRow | undefined,
  person: LivePerson,
  sent: readonly number[],
  known: ReadonlySet<string | undefined>,
): Looked {
  const now = clock();
  const not = (why: NotSentLive, reason?: string): Looked => ({
    row: next(row, "not-sent", now, generation, {
      why,
      state: { ...row.state, ...(reason === undefined ? {} : { reason }) },
    }),
  });
  const definition = journey.versions.find(({ version }) => version === row.journeyVersion)?.definition;
  const node = definition?.nodes[row.node];
  if (definition === undefined || node === undefined || run === undefined) return not("withdrawn");
  if (run.why === "merged") return not("withdrawn");
  const isGoalReached =
    goalReached(
      definition,
      run.state.run,
      factsAbout(person, () => false),
    ) !== undefined;
  if (node.type === "webhook") {
    if (isGoalReached) return not("goal");
    if (!channels.has("webhook")) return not("no-channel");
    const message = composeWebhook(node, row, person);
    return { row: { ...row, state: { ...row.state, to: node.url } }, message };
  }
  if (node.type === "track") {
    if (isGoalReached) return not("goal");
    if (!channels.has("track")) return not("no-channel");
    const message = composeTrack(node, row, run.state.run.entry, person);
    return { row: { ...row, state: { ...row.state, to: node.event } }, message };
  }
  if (node.type !== "send") return not("withdrawn");
  const reachable = { ...node, channels: node.channels.filter((channel) => channels.has(channel)) };
  if (reachable.channels.length === 0) return not("no-channel");
  const sight = { contact: person.contact, isGoalReached, sent, permission, timeZone: person.timeZone };
  const seen = lookAgain(definition, reachable, sight, now);
  if (seen.do === "not") return not(seen.why);
  if (seen.do === "later") return { row: next(row, "intended", now, generation, { dueAt: seen.until }) };
  const channel: Channel = seen.channel;
  const { source, journey: journeyName, node: nodeName } = row;
  const asked = { id: row.message, source, journey: journeyName, node: nodeName, channel, at: now };
  const shown = { shop: shopOf(source), recommended: recommendations.of(source, person.id) };
  const composed = composeMessage(definition, run.state.run, asked, person, shown, links);
  if (composed.stopped !== undefined) return not("template", composed.stopped);
  const { message, about } = composed;
  const address = plainAddress(message.to);
  return {
    row: { ...row, channel, language: message.language, state: { ...row.state, to: message.to, address } },
    message,
    about,
    addressed:
      row.state.attempts > 0
        ? undefined
        : {
            ...{ source, address },
            isMarketing: about.kind === "marketing",
            perDay: definition.caps?.perDay ?? CAPS.perDay,
            isByServer: isByServer(person.contact, channel),
            isKnown: known.has(address),
          },
  };
}

/**
 * Makes the attempts durable, and looks after that whether another engine has taken over: that one reads them, or this one
 * sees its claim, or both. Where it is not known, or it has, they are taken back: nothing was handed over.
 *
 * @throws {LeaseLost}
 */
async function attempt(parts: SendParts, attempts: Attempted[]): Promise<void> {
  const { journal, clock, lease, writeSurely } = parts;
  const { generation } = lease;
  const now = clock();
  for (const each of attempts) {
    const state = { ...each.row.state, attempts: each.row.state.attempts + 1 };
    (each as { row: MessageRow }).row = next(each.row, "attempted", now, generation, { state });
  }
  const rows = attempts.map(({ row }) => row);
  try {
    await journal.write(rows);
    await lease.confirm();
  } catch (error) {
    await writeSurely(rows.map((row) => next(row, "intended", now, generation, { dueAt: now })));
    throw error;
  }
}

async function handOver({ channels, signal }: SendParts, message: OutgoingMessage): Promise<Outcome> {
  try {
    const until = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
    return await channels.get(message.channel)!.send(message, until);
  } catch (error) {
    return { is: "in-doubt", reason: (error as Error).message };
  }
}

/** The row of a message that was handed over, by what the channel said. */
function after(
  row: MessageRow,
  outcome: Outcome,
  { clock, channels }: SendParts,
  generation: number,
): MessageRow {
  const now = clock();
  if (outcome.is === "sent") {
    const { is: _, ...told } = outcome;
    return next(row, "sent", now, generation, { state: { ...row.state, ...told } });
  }
  const state: MessageState = {
    ...row.state,
    reason: outcome.reason,
    ...(outcome.is === "in-doubt" ? { mayBeTaken: true } : {}),
  };
  if (outcome.is === "in-doubt" && !repeats(row, channels))
    return next(row, "in-doubt", now, generation, { state });
  if (outcome.is === "rejected")
    return next(row, "rejected", now, generation, {
      state,
      why: outcome.isAddressDead ? "address-dead" : "provider",
    });
  if (now > row.enteredAt + GIVE_UP_MS)
    return next(row, "rejected", now, generation, { state, why: "gave-up" });
  // Only answers lengthen the pause: an engine that is killed again and again is no provider that is busy.
  const { pauses = 0 } = state;
  const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(10, pauses));
  return next(row, "intended", now, generation, {
    state: { ...state, pauses: pauses + 1 },
    dueAt: now + Math.max(pause, outcome.afterMs ?? 0),
  });
}

/** Whether a message of which nobody knows whether it was taken is handed over again. */
function repeats({ kind, channel }: MessageRow, channels: SendParts["channels"]): boolean {
  return kind !== "marketing" && (channels.get(channel)?.isIdempotent ?? false);
}

/** The next row of a message. One that an earlier call may have brought to the provider never ends as if it had not. */
function next(
  row: MessageRow,
  status: MessageRow["status"],
  now: number,
  generation: number,
  change: Partial<MessageRow> = {},
): MessageRow {
  const { mayBeTaken = false } = change.state ?? row.state;
  const isDenied = status === "not-sent" || status === "rejected";
  return {
    ...row,
    version: versionAfter(row, generation),
    status: mayBeTaken && isDenied ? "in-doubt" : status,
    statusAt: now,
    dueAt: status === "intended" ? now : 0,
    generation,
    ...change,
  };
}

function countsOf(rows: readonly MessageRow[]): SendCounts {
  const counts: SendCounts = {};
  for (const { status } of rows) {
    const name = status === "intended" ? "later" : status;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
