import { columnText } from "@safar/schemas";
import { deviceOf } from "./device.js";
import { domainOf } from "./domain.js";
import { record } from "./record.js";

/** What the figures read of the visit in which an event happened; "" for what is not told. */
export interface VisitFacts {
  readonly sessionId: string;
  /** Path of the page, without its query. */
  readonly pagePath: string;
  /** Domain of the site that led here, when it is another one. */
  readonly referrerDomain: string;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly content: string;
  /** `desktop`, `mobile`, `tablet`, or what the sender calls it. */
  readonly device: string;
}

/** Longer text is cut off: these are names and paths, and anybody can write anything into an address. */
const LONGEST_TEXT = 256;

/**
 * Reads of an event's context how its visitor came and with what.
 *
 * The session is the one that `@safar/web` counts (`context.sessionId`). The device is `context.device.type`,
 * else what the user agent says: the context's, or that of the browser that sent the request.
 *
 * @param browser the user agent of the request's browser, for a context that names none
 */
export function visitFacts(context: Readonly<Record<string, unknown>>, browser?: string): VisitFacts {
  const page = record(context.page);
  const campaign = record(context.campaign);
  const referrer = domainOf(page.referrer);
  return {
    sessionId: text(context.sessionId ?? context.session_id),
    pagePath: text(page.path),
    referrerDomain: referrer !== "" && referrer === domainOf(page.url) ? "" : referrer,
    source: text(campaign.source),
    medium: text(campaign.medium),
    campaign: text(campaign.name),
    content: text(campaign.content),
    device: text(record(context.device).type).toLowerCase() || deviceOf(context.userAgent ?? browser),
  };
}

const text = (value: unknown) => columnText(value, LONGEST_TEXT);
