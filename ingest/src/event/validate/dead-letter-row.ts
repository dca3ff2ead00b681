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

/** As much of a refused event's text as is kept, in UTF-16 units; over it the text is cut. */
const LONGEST_BODY = MAX_PRODUCTS_EVENT_BYTES;

/**
 * The row of a refused event: a JSON array of the values of {@link DEAD_LETTER_COLUMNS}.
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
 * The dead letter of a row that passed every rule and that the engine still refused.
 *
 * @param row a row of the events, as `enrich` wrote it: the source id stands first, the message id third
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
