import type { ReadJson } from "../json.js";

/** Headers of a web-hook, in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An event as a client would send it. */
export type ShopEvent = Readonly<Record<string, unknown>>;

/** Reads a platform's web-hooks of orders and customers. */
export interface Platform {
  /** The header with the signature: base64 of the body's HMAC-SHA256. */
  readonly signatureHeader: string;
  /** Whether a body is an unsigned ping that only needs an answer. */
  isGreeting(body: Buffer): boolean;
  /**
   * The events of a signed body; none when Safar counts nothing in it. Unreadable values of an order are passed on as
   * they were sent, so that the event is rejected or not counted with a reason, like any other.
   *
   * Only the body is signed, so everything is read from it and nothing from a header: somebody who intercepted a body
   * could send it with other headers.
   */
  eventsOf(body: ReadJson["value"]): ShopEvent[];
}
