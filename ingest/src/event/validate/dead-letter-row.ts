import { MAX_PRODUCTS_EVENT_BYTES } from "@safar/schemas";
import { type Refusal, refusal } from "./refusal.js";

/** The columns of a dead letter's row, in the order in which {@link deadLetterRow} lists their values. */
export const DEAD_LETTER_COLUMNS = [
  "source_id",
  "code",
  "received_at",
  "message_id",
  "message",
  "body",
] as const;

/** Longest stored text of a rejected event, in UTF-16 units; longer text is cut. */
const LONGEST_BODY = MAX_PRODUCTS_EVENT_BYTES;

/**
 * The row of a rejected event: a JSON array of the values of {@link DEAD_LETTER_COLUMNS}.
 *
 * @param body the event's JSON text
 */
export function deadLetterRow(
  sourceId: string,
  { code, message }: Refusal,
  receivedAt: number,
  messageId: string,
  body: string,
): string {
  return JSON.stringify([
    sourceId,
    code,
    receivedAt,
    messageId,
    message,
    body.slice(0, LONGEST_BODY).toWellFormed(),
  ]);
}

/**
 * The dead letter of a row that passed validation but was refused by the engine.
 *
 * @param row an event row by `enrich`: the first value is the source id, the third the message id
 */
export function unfitRowLetter(row: string, reason: string, receivedAt = Date.now()): string {
  const [sourceId, , messageId] = JSON.parse(row) as string[];
  const { code, message } = refusal("storage_refused");
  return deadLetterRow(
    sourceId ?? "",
    { code, message: `${message} (${reason})` },
    receivedAt,
    messageId ?? "",
    row,
  );
}
