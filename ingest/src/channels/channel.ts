import type { Channel } from "@safar/schemas/journey";
import type { PushSubscription } from "./push/subscription.js";

/** What a message says, filled in: nothing in it is a template any more. */
export interface MessageContent {
  /** One line: of an e-mail. */
  readonly subject?: string;
  /** One line: of a notification. */
  readonly title?: string;
  readonly text: string;
  readonly html?: string;
  /** For SMS and notifications, where it differs from `text`. */
  readonly short?: string;
  /** Of a notification: where a click leads. */
  readonly link?: string;
  /** Of a notification: addresses of pictures, a small one beside the text and a large one. */
  readonly icon?: string;
  readonly image?: string;
}

/** One message to one address, about to be handed to a provider. */
export interface OutgoingMessage {
  /** The message id: the key by which a provider knows a repeated call, and by which everything is told of it later. */
  readonly id: string;
  readonly channel: Channel | "webhook" | "track";
  readonly kind: "marketing" | "transactional";
  /** An e-mail address, a telephone number, the endpoint of a browser's subscription, a webhook's URL, or an event's name. */
  readonly to: string;
  /** Of a browser's subscription: what a notification is encrypted for. */
  readonly keys?: Pick<PushSubscription, "p256dh" | "auth">;
  readonly content: MessageContent;
  /** BCP 47, such as `fa` or `en-GB`. */
  readonly language: string;
  /** More headers of an e-mail. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where one POST unsubscribes (RFC 8058); marketing by e-mail has one. */
  readonly unsubscribeUrl?: string;
  /** Where a provider of SMS tells what became of it. */
  readonly receiptUrl?: string;
}

/** How handing over ended. It is data: `send` throws only for faults of the program. */
export type Outcome =
  | {
      readonly is: "sent";
      readonly providerId?: string;
      /** SMS: segments that are paid for. */
      readonly parts?: number;
      readonly cost?: { readonly amount: number; readonly currency: string };
    }
  /** The provider certainly did not take it: it may be handed over again. */
  | { readonly is: "retryable"; readonly reason: string; readonly afterMs?: number }
  /** The provider will never take it. With `isAddressDead` nothing will ever arrive at this address. */
  | { readonly is: "rejected"; readonly reason: string; readonly isAddressDead?: boolean }
  /** Nobody knows whether the provider took it. `afterMs`: when it may be asked again, where the provider says so. */
  | { readonly is: "in-doubt"; readonly reason: string; readonly afterMs?: number };

/** A way to reach people. */
export interface MessageChannel {
  readonly channel: Channel | "webhook" | "track";
  /** Whether the provider knows a repeated call by the message's id: what is in doubt may then be handed over again. */
  readonly isIdempotent?: boolean;
  /**
   * Hands one message over, once: it does not try again by itself.
   *
   * @param signal ends the wait for the provider; what was under way then is in doubt
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<Outcome>;
  /** Ends connections that are kept open. */
  close(): Promise<void>;
}
