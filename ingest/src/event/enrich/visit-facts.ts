import { columnText } from "@safar/schemas";
import { deviceOf } from "./device.js";
import { domainOf } from "./domain.js";
import { record } from "./record.js";

/** What the figures use of an event's session; "" when not told. */
export interface VisitFacts {
  readonly sessionId: string;
  /** Path of the page, without its query. */
  readonly pagePath: string;
  /** Domain of the referring site, if it is another one. */
  readonly referrerDomain: string;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly content: string;
  /** `desktop`, `mobile`, `tablet`, or what the sender calls it. */
  readonly device: string;
}

/** Longer text is cut: these are names and paths, and anybody can put anything into an address. */
const LONGEST_TEXT = 256;

/**
 * Reads from an event's context how the visitor arrived and with which device.
 *
 * The session is `context.sessionId`, which `@safar/web` sends. The device is `context.device.type`, or else derived
 * from the user agent of the context or the request.
 *
 * @param browser the request's user agent, for a context without one
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
