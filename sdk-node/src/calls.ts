import type { EventFields } from "@safar/web/core";

/** Who did it: the customer's id, the visitor's, or both. */
export type Who =
  | { readonly userId: string; readonly anonymousId?: string | null }
  | { readonly anonymousId: string; readonly userId?: string | null };

type Shared = Pick<EventFields, "context" | "integrations" | "timestamp" | "messageId">;

export type TrackCall = Who & Shared & { readonly event: string; readonly properties?: object };
export type IdentifyCall = Who & Shared & { readonly traits?: object };
export type PageCall = Who &
  Shared & { readonly name?: string; readonly category?: string; readonly properties?: object };
export type GroupCall = Who & Shared & { readonly groupId: string; readonly traits?: object };
export type AliasCall = Shared & { readonly userId: string; readonly previousId: string };
