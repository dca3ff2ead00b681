/** A shop, or one part of it that is counted by itself. */
export interface Source {
  /** Names it in every row and every figure. */
  readonly id: string;
  /** The currency of amounts that name none, an ISO 4217 code. */
  readonly currency: string;
  /** The time zone of its calendar, an IANA name. */
  readonly timeZone: string;
  /** Whose word on orders is taken: that of every write key (the default), or of servers' keys alone. */
  readonly ordersFrom?: OrdersFrom | undefined;
}

/** Who holds a write key: a shop's servers, which keep it to themselves, or its pages, where anybody can read it. */
export type KeyKind = "server" | "web";

export const ORDERS_FROM = ["any", "server"] as const;
export type OrdersFrom = (typeof ORDERS_FROM)[number];

/** Finds the source that a write key belongs to, or undefined when no such key is in force. */
export type FindSource = (writeKey: string) => Source | undefined;
