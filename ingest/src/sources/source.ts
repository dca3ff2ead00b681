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
  /** What of orders is taken from pages, where their word is taken at all. Default: everything. */
  readonly pagesTell?: readonly OrderWord[] | undefined;
  /** Whose aliases join two users: those of servers' keys alone (the default), or of every write key. */
  readonly userLinksFrom?: OrdersFrom | undefined;
  /** How its shop writes decimals, which settles what a text such as "1.234" means. Default: either way. */
  readonly decimal?: DecimalStyle | undefined;
  /** Whether orders of value zero count as purchases. Default: they are ignored. */
  readonly zeroOrders?: ZeroOrders | undefined;
}

/** Whose word is taken: that of every write key, or of servers' keys alone. */
export const ORDERS_FROM = ["any", "server"] as const;
export type OrdersFrom = (typeof ORDERS_FROM)[number];

/** What can be told of an order; `test` is the mark that makes a test of it, whatever else is told. */
export const ORDER_WORDS = ["completed", "updated", "refunded", "cancelled", "test"] as const;
export type OrderWord = (typeof ORDER_WORDS)[number];

/** What stands before the decimals of a number that is told as text. */
export const DECIMAL_STYLES = ["either", "point", "comma"] as const;
export type DecimalStyle = (typeof DECIMAL_STYLES)[number];

export const ZERO_ORDERS = ["ignored", "counted"] as const;
export type ZeroOrders = (typeof ZERO_ORDERS)[number];

/** Who holds a write key: a shop's servers, which keep it to themselves, or its pages, where anybody can read it. */
export const KEY_KINDS = ["server", "web"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** What a write key opens. */
export interface FoundKey {
  readonly source: Source;
  /** True when the source takes nothing now. */
  readonly sourceDisabled: boolean;
  readonly kind: KeyKind;
  /** The same for the same key, and no secret: its hash. */
  readonly id: string;
  /** Tells the key from others where it may be read by anybody: `wk_…Ab3x`. */
  readonly hint: string;
  /** Whether a page of this origin may use it. */
  allowsOrigin(origin: string): boolean;
}

/** Finds what a write key opens, or undefined when no such key is in force. */
export type FindKey = (writeKey: string, now?: number) => FoundKey | undefined;
