import type { CallType } from "@safar/schemas/names";
import type { Context } from "@safar/schemas/types";

/** An event on its way into the queue, as `beforeSend` and the listeners of "event" see it. */
export interface WebEvent {
  type: CallType;
  messageId: string;
  /** ISO 8601. */
  timestamp: string;
  anonymousId?: string | number | null;
  userId?: string | number | null;
  event?: string;
  name?: string | null;
  category?: string | null;
  groupId?: string | number;
  previousId?: string | number;
  // biome-ignore lint/suspicious/noExplicitAny: as for CustomProperties of @safar/schemas/types
  properties?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  traits?: any;
  context: Context;
  integrations?: object;
}
