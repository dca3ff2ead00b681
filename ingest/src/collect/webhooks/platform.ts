import type { ReadJson } from "../json.js";

/** Headers of a web-hook, in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An event as a client would send it. */
export type ShopEvent = Readonly<Record<string, unknown>>;

/** How a platform tells of orders and customers. */
export interface Platform {
  /** The header with the signature: base64 of the body's HMAC-SHA256. */
  readonly signatureHeader: string;
  /** Whether a body is an unsigned greeting that asks for nothing but an answer. */
  isGreeting(body: Buffer): boolean;
  /**
   * The events that a signed body tells of; none when it tells of nothing that Safar counts. What can't be read of an
   * order goes on as it was sent: the event is refused or not counted with its reason, as any other.
   *
   * Only the body is signed, so what happened is read from it and never from a header: whoever caught a body can send
   * it with other headers.
   */
  eventsOf(body: ReadJson["value"]): ShopEvent[];
}
