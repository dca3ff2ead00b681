import { timestampMillis } from "@safar/schemas";
import type { Receipt } from "../event/enrich/receipt.js";
import { shareSurroundings } from "../event/enrich/surroundings.js";
import type { Protected } from "../event/privacy/protect.js";
import type { Batch } from "./batch.js";
import { measureShared } from "./batch-context.js";
import type { ReceiveParts, RequestFacts } from "./received.js";
import { isBot, userAgentOf } from "./stages/enrich.js";
import type { Request } from "./stages/stage.js";

/**
 * Computes once what all events of a request share.
 *
 * @throws {RequestError} `batch_too_large`
 */
export function openRequest(
  batch: Batch,
  { key: { source, kind }, stringify, receivedAt, sender, browser }: RequestFacts,
  { privacy, erasures }: ReceiveParts,
): Request {
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
  return {
    receipt,
    receiptOfBot: { ...receipt, isBot: true },
    shared,
    judgesVisitors: kind === "web",
    isFromBot: isBot(userAgentOf(batch.context) ?? browser),
    privacy,
    erasures,
    stringify,
    removed,
  };
}
