import { eventByteLimit } from "@safar/schemas/limits";
import type { CallType } from "@safar/schemas/names";
import { checkCall } from "./check-call.js";
import type { DropReason } from "./drop-reason.js";
import { buildEvent, type EventFields, type Library } from "./event.js";
import type { ByteLength, MessageIds } from "./ports.js";
import type { QueuedEvent } from "./queue.js";
import { sentence } from "./sentences.js";
import { createTimestamps } from "./timestamp.js";
import { wellFormed } from "./well-formed.js";

export interface EventMakerOptions {
  readonly library: Library;
  readonly messageIds: MessageIds;
  readonly byteLength: ByteLength;
}

/** Why a call made no event. */
export interface Refusal {
  readonly reason: DropReason;
  readonly code: string;
  readonly message: string;
  readonly messageId?: string;
  readonly json?: string;
}

export type EventMaker = (type: CallType, fields: EventFields, now: number) => QueuedEvent | Refusal;

/** Serializes a call's event at once, so that later changes by the caller do not matter. Never throws. */
export function createEventMaker({ library, messageIds, byteLength }: EventMakerOptions): EventMaker {
  const timestampOf = createTimestamps();

  return (type, fields, now) => {
    try {
      const problem = checkCall(type, fields);
      if (problem) return { reason: "invalid", ...problem };
      const stamp = { messageId: messageIds(now), timestamp: timestampOf(now), library };
      const event = buildEvent(type, fields, stamp);
      const { messageId } = event;
      const json = wellFormed(JSON.stringify(event));
      const bytes = byteLength(json);
      const limit = eventByteLimit(event);
      if (bytes <= limit) return { messageId, json, bytes };
      const message = sentence("event_too_large", type, bytes, limit);
      return { reason: "too_large", code: "event_too_large", message, messageId, json };
    } catch (error) {
      const message = sentence("not_serialisable", type, describe(error));
      return { reason: "not_serialisable", code: "not_serialisable", message };
    }
  };
}

/** Works for thrown values without text too. */
export function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "something was thrown that cannot be written either.";
  }
}
