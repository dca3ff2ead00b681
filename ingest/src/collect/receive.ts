import { idText } from "@safar/schemas";
import type { ValidEvent } from "../event/enrich/event-row.js";
import { deadLetterRow } from "../event/validate/dead-letter-row.js";
import { type Refusal, refusal } from "../event/validate/refusal.js";
import { type Batch, isObject } from "./batch.js";
import { openRequest } from "./open-request.js";
import type { Answer, Received, ReceiveParts, Rejected, RequestFacts } from "./received.js";
import { enrich } from "./stages/enrich.js";
import { knownPerson } from "./stages/known-person.js";
import { protect } from "./stages/protect.js";
import type { EventInHand, Request, Stage } from "./stages/stage.js";
import { validate } from "./stages/validate.js";

/** The stages that turn an event into a row. Then it is appended to the event log, and the request is answered. */
const STAGES: readonly Stage[] = [protect, knownPerson, validate, enrich];

/**
 * Processes one request's events. Resolves once each is durable, as a row or as a dead letter.
 *
 * @throws {RequestError} `batch_too_large`
 * @throws {EventLogUnavailableError} nothing may be acknowledged
 */
export async function receive(batch: Batch, facts: RequestFacts, parts: ReceiveParts): Promise<Answer> {
  const request = openRequest(batch, facts, parts);
  const { sourceId, receivedAt } = request.receipt;
  const rows: string[] = [];
  const people: string[] = [];
  const deadLetters: string[] = [];
  const accepted: ValidEvent[] = [];
  const fromBots = new Set<ValidEvent>();
  const refused: (Rejected & { body: string })[] = [];
  for (const [index, sent] of batch.events.entries()) {
    const event: EventInHand = { sent };
    const problem = walk(event, request, parts);
    if (problem === undefined) {
      rows.push(event.row!);
      accepted.push(event.kept as ValidEvent);
      if (event.isFromBot) fromBots.add(event.kept as ValidEvent);
      people.push(personOf(event.kept as ValidEvent, sourceId));
      continue;
    }
    const messageId = idOf(event.kept);
    // Keep nothing of an erased person.
    const isForgotten = problem.code === "person_forgotten";
    const body = isForgotten ? "" : bodyText(event.kept, request.stringify);
    refused.push({ index, messageId, ...problem, body });
    if (!isForgotten) deadLetters.push(deadLetterRow(sourceId, problem, receivedAt, messageId ?? "", body));
  }
  const owner = facts.key.id;
  if (rows.length + deadLetters.length > 0)
    await parts.log.append({ events: rows, people, deadLetters, owner });
  report({ source: sourceId, receivedAt, accepted, fromBots, refused, removed: request.removed }, parts);
  const rejected = refused.map(({ body: _, ...answered }) => answered);
  return { success: true, accepted: rows.length, rejected };
}

/** An exception makes its event a dead letter and does not affect the others. */
function walk(event: EventInHand, request: Request, { unforeseen }: ReceiveParts): Refusal | undefined {
  try {
    for (const stage of STAGES) {
      const problem = stage(event, request);
      if (problem !== undefined) return problem;
    }
    return undefined;
  } catch (error) {
    unforeseen?.(error);
    return refusal("unreadable_event");
  }
}

function report(received: Received, { observe, unforeseen }: ReceiveParts): void {
  try {
    observe?.(received);
  } catch (error) {
    unforeseen?.(error);
  }
}

/** A name for the event's user or guest that is unique across sources. */
function personOf({ userId, anonymousId }: ValidEvent, sourceId: string): string {
  const user = idText(userId);
  return user === "" ? `${sourceId}/guest/${idText(anonymousId)}` : `${sourceId}/user/${user}`;
}

function idOf(event: unknown): string | null {
  return isObject(event) && typeof event.messageId === "string" ? event.messageId.toWellFormed() : null;
}

function bodyText(event: unknown, stringify: (value: unknown) => string | undefined): string {
  try {
    return stringify(event) ?? "";
  } catch {
    return "(it can't be written down)";
  }
}
