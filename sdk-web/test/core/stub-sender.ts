import type { QueuedEvent, Sender, SendResult } from "../../src/core/index.js";

/** One call of a stub sender. */
export interface Sending {
  readonly ids: readonly string[];
  readonly attempt: number;
}

export interface StubSender extends Sender {
  readonly sendings: readonly Sending[];
  readonly isClosed: boolean;
}

export const accepted: SendResult = { kind: "sent", rejected: [] };
export const down: SendResult = { kind: "retryable", code: "network", message: "It is down." };

/** Answers each sending with what `answer` makes of it, and notes what was sent. */
export function createStubSender(
  answer: (events: readonly QueuedEvent[], count: number) => SendResult | Promise<SendResult>,
): StubSender {
  const sendings: Sending[] = [];
  let isClosed = false;
  return {
    sendings,
    get isClosed() {
      return isClosed;
    },
    async send(events, attempt) {
      sendings.push({ ids: events.map(({ messageId }) => messageId), attempt });
      return isClosed ? down : answer(events, sendings.length);
    },
    close() {
      isClosed = true;
    },
  };
}

export const queuedEvent = (messageId: string, bytes = 10): QueuedEvent => ({
  messageId,
  json: `"${messageId}"`,
  bytes,
});
