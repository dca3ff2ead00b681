import { idText, timestampMillis, validateEvent } from "@safar/schemas";
import { eventRow, type ValidEvent } from "../event/enrich/event-row.js";
import { eventTime, sentTime } from "../event/enrich/event-time.js";
import { botCheck } from "../event/enrich/is-bot.js";
import type { Receipt } from "../event/enrich/receipt.js";
import { shareSurroundings } from "../event/enrich/surroundings.js";
import type { Privacy, Sender } from "../event/privacy/privacy.js";
import type { Protected } from "../event/privacy/protect.js";
import { deadLetterRow } from "../event/validate/dead-letter-row.js";
import { type Refusal, refusal } from "../event/validate/refusal.js";
import type { Erasures } from "../people/erasures.js";
import { labelsOf } from "../people/labels.js";
import type { FoundKey } from "../sources/source.js";
import type { EventLog } from "../store/event-log/event-log.js";
import { type Batch, isObject } from "./batch.js";
import { measureShared } from "./batch-context.js";
import { sizeProblem } from "./event-size.js";

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
  /** Told of each request whose events are durable or refused. What it throws changes no answer. */
  readonly observe?: ((received: Received) => void) | undefined;
  /** Told of what was thrown where nothing should be: an event that became `unreadable_event`, an observer. */
  readonly unforeseen?: ((error: unknown) => void) | undefined;
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
 * Takes one request's events all the way: size, protect, validate, enrich, event log. Resolves once each is durable,
 * as a row or as a dead letter. Whatever is thrown for one event makes that event a dead letter and nothing else.
 *
 * @throws {RequestError} `batch_too_large`
 * @throws {EventLogUnavailableError} nothing may be acknowledged
 */
export async function receive(
  batch: Batch,
  { key: { id: owner, source, kind }, stringify, receivedAt, sender, browser }: RequestFacts,
  { log, privacy, erasures, observe, unforeseen }: ReceiveParts,
): Promise<Answer> {
  const shared = measureShared(batch, stringify);
  const removed: Protected = { neverStored: 0, cardNumbers: 0 };
  privacy.keepAddress(batch.context);
  const receipt: Receipt = shareSurroundings({
    sourceId: source.id,
    sourceCurrency: source.currency,
    decimal: source.decimal,
    keyKind: kind,
    receivedAt,
    sentAt: timestampMillis(batch.sentAt),
    batchContext: batch.context && privacy.protect(batch.context, removed),
    integrations: batch.integrations && privacy.protect(batch.integrations, removed),
    sender,
    browser,
    stringify,
  });
  const ofBot: Receipt = { ...receipt, isBot: true };
  // Who holds a server's key is trusted: it speaks of customers, by whatever HTTP library.
  const judgesVisitors = kind === "web";
  const sharedUserAgent = userAgentOf(batch.context) ?? browser;
  const isSharedBot = isBot(sharedUserAgent);
  const rows: string[] = [];
  const people: string[] = [];
  const deadLetters: string[] = [];
  const accepted: ValidEvent[] = [];
  const refused: (Rejected & { body: string })[] = [];

  function take(event: unknown, tooLarge: Refusal | undefined): string | Refusal {
    if (isObject(event)) privacy.keepAddress(event.context);
    if (erasures && !erasures.none && isObject(event) && wasForgotten(event, receipt, erasures))
      return refusal("person_forgotten");
    const problem = tooLarge ?? validateEvent(event);
    if (problem) return problem;
    const userAgent = userAgentOf((event as ValidEvent).context);
    const bot = userAgent === undefined ? isSharedBot : isBot(userAgent);
    return eventRow(event as ValidEvent, judgesVisitors && bot ? ofBot : receipt);
  }

  for (const [index, sent] of batch.events.entries()) {
    // What can't be protected is not kept.
    let event: unknown;
    let result: string | Refusal;
    try {
      const tooLarge = sizeProblem(sent, shared, stringify);
      event = privacy.protect(sent, removed);
      result = take(event, tooLarge);
    } catch (error) {
      unforeseen?.(error);
      result = refusal("unreadable_event");
    }
    if (typeof result === "string") {
      rows.push(result);
      accepted.push(event as ValidEvent);
      people.push(personOf(event as ValidEvent, source.id));
      continue;
    }
    const messageId = idOf(event);
    // Of a person who was erased nothing is kept.
    const isForgotten = result.code === "person_forgotten";
    const body = isForgotten ? "" : bodyText(event, stringify);
    refused.push({ index, messageId, ...result, body });
    if (!isForgotten) deadLetters.push(deadLetterRow(source.id, result, receivedAt, messageId ?? "", body));
  }
  if (rows.length + deadLetters.length > 0) await log.append({ events: rows, people, deadLetters, owner });
  try {
    observe?.({ source: source.id, receivedAt, accepted, refused, removed });
  } catch (error) {
    unforeseen?.(error);
  }
  const rejected = refused.map(({ body: _, ...answered }) => answered);
  return { success: true, accepted: rows.length, rejected };
}

const isBot = botCheck();

function userAgentOf(context: unknown): unknown {
  return isObject(context) ? (context.userAgent ?? undefined) : undefined;
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
  return eventTime(sentTime(event), own, receivedAt).at <= erasedAt;
}

function bodyText(event: unknown, stringify: (value: unknown) => string | undefined): string {
  try {
    return stringify(event) ?? "";
  } catch {
    return "(it can't be written down)";
  }
}
