import { idText, MAX_EVENT_BYTES, timestampMillis, validateEvent } from "@safar/schemas";
import { eventRow, type Receipt, type ValidEvent } from "../enrich/event-row.js";
import { eventTime } from "../enrich/event-time.js";
import { botCheck } from "../enrich/is-bot.js";
import type { EventLog } from "../event-log/event-log.js";
import type { Erasures } from "../people/erasures.js";
import { labelsOf } from "../people/labels.js";
import type { Privacy, Sender } from "../privacy/privacy.js";
import type { Protected } from "../privacy/protect.js";
import type { FoundKey } from "../sources/source.js";
import { deadLetterRow } from "../validate/dead-letter-row.js";
import { nestsTooDeep } from "../validate/nesting.js";
import { type Refusal, refusal } from "../validate/refusal.js";
import { type Batch, isObject } from "./batch.js";
import { measureContext, type SharedContext } from "./batch-context.js";

/** The answer to a request whose every event was made durable or refused with a reason. */
export interface Answer {
  readonly success: true;
  readonly accepted: number;
  readonly rejected: readonly Rejected[];
}

export interface Rejected extends Refusal {
  /** The event's place in the batch, from 0. */
  readonly index: number;
  /** As it was sent, or null when there is none that can be read. */
  readonly messageId: string | null;
}

/** What events go through on their way. */
export interface ReceiveParts {
  readonly log: EventLog;
  readonly privacy: Privacy;
  /** Whose events were erased: what they did before is refused, and nothing of it is kept. */
  readonly erasures?: Pick<Erasures, "none" | "erasedAt"> | undefined;
  /** Told of each request whose events are durable or refused. */
  readonly observe?: ((received: Received) => void) | undefined;
}

/** What is known of a request beside its events. */
export interface RequestFacts {
  readonly key: Pick<FoundKey, "id" | "source" | "kind">;
  /** Writes parts of the events back as they were sent. */
  readonly stringify: (value: unknown) => string | undefined;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly sender: Sender;
  /** The user agent of the browser that sent it, for events that name none. */
  readonly browser?: string | undefined;
}

/** What a request came to. */
export interface Received {
  readonly source: string;
  readonly receivedAt: number;
  /** As they are stored. */
  readonly accepted: readonly ValidEvent[];
  readonly refused: readonly (Rejected & { readonly body: string })[];
  readonly removed: Protected;
}

/**
 * Takes one request's events all the way: protect, validate, enrich, event log. Resolves once each is durable, as a
 * row or as a dead letter.
 *
 * @throws {RequestError} `batch_too_large`
 * @throws {EventLogUnavailableError} nothing may be acknowledged
 */
export async function receive(
  batch: Batch,
  { key: { id: owner, source, kind }, stringify, receivedAt, sender, browser }: RequestFacts,
  { log, privacy, erasures, observe }: ReceiveParts,
): Promise<Answer> {
  const removed: Protected = { neverStored: 0, cardNumbers: 0 };
  const receipt: Receipt = {
    sourceId: source.id,
    sourceCurrency: source.currency,
    keyKind: kind,
    receivedAt,
    sentAt: timestampMillis(batch.sentAt),
    batchContext: batch.context && privacy.protect(batch.context, removed),
    sender,
    stringify,
  };
  privacy.keepAddress(batch.context);
  const shared = measureContext(batch, stringify);
  const ofBot: Receipt = { ...receipt, isBot: true };
  const sharedUserAgent = userAgentOf(batch.context) ?? browser;
  const rows: string[] = [];
  const people: string[] = [];
  const deadLetters: string[] = [];
  const accepted: ValidEvent[] = [];
  const refused: (Rejected & { body: string })[] = [];
  for (const [index, event] of privacy.protect(batch.events, removed).entries()) {
    if (isObject(event)) privacy.keepAddress(event.context);
    if (erasures && !erasures.none && isObject(event) && wasForgotten(event, receipt, erasures)) {
      refused.push({ index, messageId: idOf(event), ...refusal("person_forgotten"), body: "" });
      continue;
    }
    const userAgent = userAgentOf(isObject(event) && event.context) ?? sharedUserAgent;
    const result = toRow(event, isBot(userAgent) ? ofBot : receipt, shared);
    if (typeof result === "string") {
      rows.push(result);
      accepted.push(event as ValidEvent);
      people.push(personOf(event as ValidEvent, source.id));
      continue;
    }
    const messageId = idOf(event);
    const body = bodyText(event, stringify);
    refused.push({ index, messageId, ...result, body });
    deadLetters.push(deadLetterRow(source.id, result, receivedAt, messageId ?? "", body));
  }
  if (rows.length + deadLetters.length > 0) await log.append({ events: rows, people, deadLetters, owner });
  observe?.({ source: source.id, receivedAt, accepted, refused, removed });
  const rejected = refused.map(({ body: _, ...answered }) => answered);
  return { success: true, accepted: rows.length, rejected };
}

const isBot = botCheck();

function userAgentOf(context: unknown): unknown {
  return isObject(context) ? context.userAgent : undefined;
}

/** Names whose event it is among all of all sources: a user, or else a guest. */
function personOf({ userId, anonymousId }: ValidEvent, sourceId: string): string {
  const user = idText(userId);
  return user === "" ? `${sourceId}/guest/${idText(anonymousId)}` : `${sourceId}/user/${user}`;
}

function idOf(event: unknown): string | null {
  return isObject(event) && typeof event.messageId === "string" ? event.messageId.toWellFormed() : null;
}

/** Whether an event tells of a person who was erased after it happened. One who came back is somebody new. */
function wasForgotten(
  event: Readonly<Record<string, unknown>>,
  { sourceId, sentAt, receivedAt }: Receipt,
  erasures: Pick<Erasures, "erasedAt">,
): boolean {
  const erasedAt = erasures.erasedAt(sourceId, labelsOf(event));
  if (erasedAt === undefined) return false;
  const own = event.sentAt === undefined ? sentAt : timestampMillis(event.sentAt);
  return eventTime(event.timestamp, own, receivedAt).at <= erasedAt;
}

/** A row no longer than this many characters can't come from an event over the limit of bytes. */
const SURELY_SMALL = Math.floor((MAX_EVENT_BYTES - 512) / 3);

function toRow(event: unknown, receipt: Receipt, shared: SharedContext): string | Refusal {
  const problem = validateEvent(event);
  if (problem) return problem;
  if (shared.tooDeep || nestsTooDeep(event)) return refusal("too_deep");
  if (shared.bytes > MAX_EVENT_BYTES) return refusal("event_too_large");
  const row = eventRow(event as ValidEvent, receipt);
  if (row.length > SURELY_SMALL && byteSize(event, receipt) + shared.bytes > MAX_EVENT_BYTES)
    return refusal("event_too_large");
  return row;
}

function byteSize(event: unknown, { stringify = JSON.stringify }: Receipt): number {
  return Buffer.byteLength(stringify(event) ?? "");
}

function bodyText(event: unknown, stringify: (value: unknown) => string | undefined): string {
  try {
    return stringify(event) ?? "";
  } catch {
    return "(nested too deep to be written down)";
  }
}
