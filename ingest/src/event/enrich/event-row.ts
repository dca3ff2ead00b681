import { createHash } from "node:crypto";
import {
  type CallType,
  columnText,
  commerceEvent,
  eventKind,
  idText,
  isTold,
  MAX_EVENT_NAME_LENGTH,
  MAX_ID_LENGTH,
  timestampMillis,
  toldNumber,
} from "@safar/schemas";
import { eventTime, sentTime } from "./event-time.js";
import { orderFacts } from "./order-facts.js";
import { productFacts } from "./product-facts.js";
import type { Receipt } from "./receipt.js";
import { NO_FIELDS, record } from "./record.js";
import { surroundingsOf } from "./surroundings.js";

/** An event that passed validation: known fields have the right type, and any other fields may exist. */
export type ValidEvent = Record<string, unknown> & { type: CallType };

/** The columns of an event's row, in the order in which {@link eventRow} lists their values. */
export const EVENT_COLUMNS = [
  "source_id",
  "kind",
  "message_id",
  "type",
  "event",
  "commerce_event",
  "name",
  "category",
  "timestamp",
  "timestamp_rule",
  "original_timestamp",
  "sent_at",
  "received_at",
  "user_id",
  "anonymous_id",
  "previous_id",
  "group_id",
  "order_step",
  "order_id",
  "order_value",
  "order_problem",
  "refund_id",
  "currency",
  "source_currency",
  "is_test",
  "key_kind",
  "is_bot",
  "properties",
  "traits",
  "context",
  "extra",
  "session_id",
  "page_path",
  "referrer_domain",
  "campaign_source",
  "campaign_medium",
  "campaign_name",
  "campaign_content",
  "device",
  "products.id",
  "products.name",
  "products.category",
  "products.price",
  "products.quantity",
  "cart_id",
  "checkout_step",
  "share_channel",
] as const;

/** Longest text of a column by its content, in UTF-16 units; longer text is cut. */
const LONGEST = { name: 512, id: 2 * MAX_ID_LENGTH, event: 2 * MAX_EVENT_NAME_LENGTH, time: 64, share: 64 };

/** Fields with a column of their own; all others go to `extra`, so that nothing sent is lost. */
const OWN_COLUMN = new Set([
  "type",
  "messageId",
  "event",
  "name",
  "category",
  "timestamp",
  "sentAt",
  "userId",
  "anonymousId",
  "previousId",
  "groupId",
  "properties",
  "traits",
  "context",
  "writeKey",
]);

/**
 * Turns a valid event into its row: a JSON array of the values of {@link EVENT_COLUMNS}.
 *
 * The row depends only on the event and its receipt, so two rows of the same event differ only in what the receipt
 * adds.
 */
export function eventRow(event: ValidEvent, receipt: Receipt): string {
  const stringify = receipt.stringify ?? JSON.stringify;
  const properties = record(event.properties);
  const { context, json: contextJson, visit } = surroundingsOf(record(event.context), receipt);
  const timestamp = sentTime(event);
  const sentAt = event.sentAt === undefined ? receipt.sentAt : timestampMillis(event.sentAt);
  const time = eventTime(timestamp, sentAt, receipt.receivedAt);
  const eventName = event.type === "track" ? columnText(event.event, LONGEST.event) : "";
  const order = orderFacts(eventName, properties, receipt.decimal);
  const products = productFacts(eventName, properties, receipt.decimal);
  const json = (value: object) => (value === NO_FIELDS ? "{}" : (stringify(value) ?? "{}"));
  const userId = idText(event.userId);
  const anonymousId = idText(event.anonymousId);
  const previousId = idText(event.previousId);
  const groupId = idText(event.groupId);
  return JSON.stringify([
    receipt.sourceId,
    eventKind(event.type, eventName),
    messageId(event) || contentId(event, json),
    event.type,
    eventName,
    commerceEvent(eventName),
    columnText(event.name, LONGEST.name),
    columnText(event.category, LONGEST.name),
    time.at,
    time.rule,
    columnText(timestamp, LONGEST.time),
    plausible(sentAt),
    receipt.receivedAt,
    userId,
    anonymousId,
    previousId,
    groupId,
    order.step,
    order.orderId,
    order.value ?? null,
    order.problem,
    order.refundId,
    order.currency,
    order.step ? receipt.sourceCurrency : "",
    context.test === true || properties.test === true,
    receipt.keyKind ?? "server",
    receipt.isBot ?? false,
    json(properties),
    json(traitsOf(event, context)),
    contextJson,
    json(extra(event, { userId, anonymousId, previousId, groupId }, receipt)),
    visit.sessionId,
    visit.pagePath,
    visit.referrerDomain,
    visit.source,
    visit.medium,
    visit.campaign,
    visit.content,
    visit.device,
    products.ids,
    products.names,
    products.categories,
    products.prices,
    products.quantities,
    idText(properties.cart_id),
    checkoutStep(properties.step),
    columnText(properties.share_via, LONGEST.share),
  ]);
}

/** An identify's traits; RudderStack's clients send them in the context. */
function traitsOf({ type, traits }: ValidEvent, context: Readonly<Record<string, unknown>>) {
  const own = record(traits);
  return type === "identify" && Object.keys(own).length === 0 ? record(context.traits) : own;
}

/** The id of an event without one: a hash of its content, so that a retried request gives the same event. */
function contentId(event: ValidEvent, json: (value: object) => string): string {
  const { sentAt: _, ...content } = event;
  return `content:${createHash("sha256").update(json(content)).digest("hex")}`;
}

/** The sender's message id, unchanged; "" when it is missing or a placeholder. */
function messageId({ messageId: sent }: ValidEvent): string {
  return idText(sent) === "" ? "" : columnText(sent, LONGEST.id);
}

/** The number of a step of the checkout, from 1 to 255; 0 for none. */
function checkoutStep(step: unknown): number {
  const number = toldNumber(step);
  return isTold(number) && Number.isInteger(number) && number > 0 && number < 256 ? number : 0;
}

/** `sentAt` as it is stored: null outside 1970 to 2100. */
function plausible(time: number | undefined): number | null {
  return time !== undefined && time >= 0 && time < Date.UTC(2100, 0, 1) ? time : null;
}

/**
 * The fields without a column of their own, and ids whose original spelling differs from the column's.
 *
 * @param ids the columns' values
 */
function extra(
  event: ValidEvent,
  ids: Readonly<Record<"userId" | "anonymousId" | "previousId" | "groupId", string>>,
  { integrations }: Receipt,
): object {
  let rest: Record<string, unknown> | undefined;
  const keep = (name: string, value: unknown) => {
    rest ??= Object.create(null) as Record<string, unknown>;
    rest[name] = value;
  };
  if (integrations) keep("integrations", integrations);
  for (const name in event) if (!OWN_COLUMN.has(name)) keep(name, event[name]);
  if (isOther(event.userId, ids.userId)) keep("userId", event.userId);
  if (isOther(event.anonymousId, ids.anonymousId)) keep("anonymousId", event.anonymousId);
  if (isOther(event.previousId, ids.previousId)) keep("previousId", event.previousId);
  if (isOther(event.groupId, ids.groupId)) keep("groupId", event.groupId);
  return rest ?? NO_FIELDS;
}

function isOther(sent: unknown, id: string): boolean {
  return typeof sent === "string" && sent !== id;
}
