import type { WebEvent } from "./web-event.js";

/** Whether the visitor agrees to be followed: yes, no, or not asked yet. */
export type Consent = "granted" | "denied" | "pending";

/** Durations are milliseconds. */
export interface SafarOptions {
  /** The source's write key, as `safar serve` prints it. It is public: it can send events, and nothing else. */
  readonly writeKey: string;
  /** The collector's address, like `https://collect.shop.example`. A path in it is kept. */
  readonly host: string;
  /** false: every call does nothing, and nothing is counted or stored, as in tests. Default true. Not of the tag. */
  readonly enabled?: boolean | undefined;
  /** "pending" keeps events in memory and stores nothing until `consent()` is called. Default "granted". */
  readonly consent?: Consent | undefined;
  /**
   * Takes Global Privacy Control and Do Not Track for a no, where the shop didn't ask: `consent` is then
   * "denied" in place of "granted". Default true.
   */
  readonly respectPrivacySignals?: boolean | undefined;
  /** No cookie, no localStorage, no IndexedDB: visitor and queue live as long as the page. Default false. */
  readonly cookieless?: boolean | undefined;
  /** The domain whose subdomains share a visitor, like `shop.example`. Default: this host alone. */
  readonly cookieDomain?: string | undefined;
  /**
   * "include" lets a collector under the shop's own domain keep the visitor's cookie for a year, where the browser
   * keeps those of scripts for days (SAFAR_VISITOR_COOKIE of the collector). Default: as fetch() has it.
   */
  readonly credentials?: "include" | undefined;
  /** Traits, like "email" and "phone", that leave the page as SHA-256 of their normal form. Default none. */
  readonly hashTraits?: readonly string[] | undefined;
  /** Events that may wait in the browser, of all tabs together; the oldest give way. Default 10,000. */
  readonly maxEvents?: number | undefined;
  /** Bytes of events that may wait, as the collector counts them. Default 10 MiB. */
  readonly maxBytes?: number | undefined;
  /** Events a batch: as soon as so many wait they are sent. Default 100. */
  readonly batchEvents?: number | undefined;
  /** The longest time an event waits for its batch to fill. Default 1,000. */
  readonly flushInterval?: number | undefined;
  /** A visit ends after so long without an event. Default 30 minutes. */
  readonly sessionTimeout?: number | undefined;
  /** Page events by themselves: none, the first page, or each view of a single-page app as well. */
  readonly trackPages?: "none" | "first" | "all" | undefined;
  /**
   * Sees each event before it is queued, and may change it or return another; null drops it, and so does an
   * error in it: what it may have had to remove isn't sent.
   */
  readonly beforeSend?: ((event: WebEvent) => WebEvent | null | undefined) | undefined;
}
