import { eventRow, type ValidEvent } from "../../event/enrich/event-row.js";
import { botCheck } from "../../event/enrich/is-bot.js";
import { isObject } from "../batch.js";
import type { Stage } from "./stage.js";

/** Builds the event's row, with data of the request and its sender. */
export const enrich: Stage = (event, { receipt, receiptOfBot, judgesVisitors, isFromBot }) => {
  const valid = event.kept as ValidEvent;
  const userAgent = userAgentOf(valid.context);
  event.isFromBot = judgesVisitors && (userAgent === undefined ? isFromBot : isBot(userAgent));
  event.row = eventRow(valid, event.isFromBot ? receiptOfBot : receipt);
  return undefined;
};

export const isBot = botCheck();

/** The user agent that a context names; undefined when it names none. */
export function userAgentOf(context: unknown): unknown {
  return isObject(context) ? (context.userAgent ?? undefined) : undefined;
}
