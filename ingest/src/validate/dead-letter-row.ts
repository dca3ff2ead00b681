import type { Refusal } from "./refusal.js";

/** The columns of a dead letter's row, in the order in which {@link deadLetterRow} lists their values. */
export const DEAD_LETTER_COLUMNS = ["source_id", "code", "received_at", "message_id", "message", "body"] as const;

/** As much of a refused event's text as is kept, in characters; over it the text is cut. */
const LONGEST_BODY = 32 * 1024;

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
  return JSON.stringify([sourceId, code, receivedAt, messageId, message, body.slice(0, LONGEST_BODY).toWellFormed()]);
}
