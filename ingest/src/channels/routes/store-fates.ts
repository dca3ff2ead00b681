import { receive } from "../../collect/receive.js";
import type { Answer, ReceiveParts } from "../../collect/received.js";
import type { SourceEntry } from "../../sources/sources-file.js";
import type { TrackedEvent } from "../fate.js";

export interface StoreFatesParts extends ReceiveParts {
  readonly sources: () => readonly SourceEntry[];
}

/**
 * Takes events of messages the way of all events. Resolves once they are durable.
 *
 * @throws {Error} when they can't be stored, or the source is not there any more
 */
export async function storeFates(
  sourceId: string,
  events: readonly TrackedEvent[],
  parts: StoreFatesParts,
): Promise<Answer> {
  const source = parts.sources().find(({ id }) => id === sourceId);
  if (source === undefined) throw new Error(`The source ${sourceId} of a message is not there any more.`);
  const unavailable = parts.log.unavailable();
  if (unavailable) throw unavailable;
  const key = { id: `messages:${source.id}`, source, kind: "server" as const };
  const facts = { key, stringify: JSON.stringify, receivedAt: Date.now(), sender: {} };
  return await receive({ events }, facts, parts);
}
