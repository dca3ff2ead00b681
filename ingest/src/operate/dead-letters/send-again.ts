import { setTimeout as sleep } from "node:timers/promises";
import { MAX_BATCH_EVENTS } from "@safar/schemas";

export interface SendTarget {
  /** Base address of the collector. */
  readonly host: string;
  readonly writeKey: string;
}

/** Result of a replay. */
export interface SentAgain {
  readonly accepted: number;
  /** Events rejected again, with their index in the events sent. */
  readonly refused: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}

/** Size of one request, in characters of JSON; the collector accepts 500 KiB. */
const MAX_CHARS = 150_000;
const TRIES = 5;

/**
 * Sends events to the collector like a client: they are validated, and durable when this returns.
 *
 * @throws {Error} when the collector does not accept them, with its reason
 */
export async function sendAgain(events: readonly unknown[], target: SendTarget): Promise<SentAgain> {
  let accepted = 0;
  const refused: { index: number; code: string; message: string }[] = [];
  let from = 0;
  while (from < events.length) {
    let until = from;
    for (let chars = 0; until < events.length && until - from < MAX_BATCH_EVENTS; until++) {
      chars += JSON.stringify(events[until]).length;
      if (chars > MAX_CHARS && until > from) break;
    }
    const answer = await post(events.slice(from, until), target);
    accepted += answer.accepted;
    for (const { index, code, message } of answer.rejected)
      refused.push({ index: from + index, code, message });
    from = until;
  }
  return { accepted, refused };
}

interface Answer {
  readonly accepted: number;
  readonly rejected: readonly { index: number; code: string; message: string }[];
}

async function post(batch: readonly unknown[], { host, writeKey }: SendTarget): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${host}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
      body: JSON.stringify({ batch }),
    }).catch((error: Error) => {
      throw new Error(`The collector at ${host} does not answer: ${error.message}.`, { cause: error });
    });
    if (answer.ok) return (await answer.json()) as Answer;
    if (answer.status < 500 || attempt >= TRIES)
      throw new Error(`The collector at ${host} answered ${answer.status}: ${await answer.text()}`);
    await sleep(1000 * Number(answer.headers.get("retry-after") ?? 1));
  }
}
