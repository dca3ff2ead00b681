/** A shop, or a part of one with its own figures. */
export interface Source {
  /** Identifies it in every row and figure. */
  readonly id: string;
  /** Default currency of amounts, an ISO 4217 code. */
  readonly currency: string;
  /** Time zone of its calendar, an IANA name. */
  readonly timeZone: string;
  /** Which keys may send orders: any (the default), or only server keys. */
  readonly ordersFrom?: OrdersFrom | undefined;
  /** Which order events count when pages send them, if pages may send orders at all. Default: all. */
  readonly pagesTell?: readonly OrderWord[] | undefined;
  /** Which keys' aliases join two users: only server keys (the default), or any. */
  readonly userLinksFrom?: OrdersFrom | undefined;
  /** How the shop writes decimals, for text such as "1.234". Default: either way. */
  readonly decimal?: DecimalStyle | undefined;
  /** Whether orders of value zero count as purchases. Default: no. */
  readonly zeroOrders?: ZeroOrders | undefined;
}

/** Which keys are trusted: any, or only server keys. */
export const ORDERS_FROM = ["any", "server"] as const;
export type OrdersFrom = (typeof ORDERS_FROM)[number];

/** What an event can say about an order; `test` marks a test order, whatever else is said. */
export const ORDER_WORDS = ["completed", "updated", "refunded", "cancelled", "test"] as const;
export type OrderWord = (typeof ORDER_WORDS)[number];

/** Decimal separators of numbers in text. */
export const DECIMAL_STYLES = ["either", "point", "comma"] as const;
export type DecimalStyle = (typeof DECIMAL_STYLES)[number];

export const ZERO_ORDERS = ["ignored", "counted"] as const;
export type ZeroOrders = (typeof ZERO_ORDERS)[number];

/** Who uses a write key: a shop's servers, which keep it secret, or its pages, where anybody can read it. */
export const KEY_KINDS = ["server", "web"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** A valid write key, with its source. */
export interface FoundKey {
  readonly source: Source;
  /** True when the source accepts nothing now. */
  readonly sourceDisabled: boolean;
  readonly kind: KeyKind;
  /** The key's hash: a stable id that is not secret. */
  readonly id: string;
  /** Names the key in public places without revealing it: `wk_…Ab3x`. */
  readonly hint: string;
  /** Whether pages of this origin may use it. */
  allowsOrigin(origin: string): boolean;
}

/** Finds a write key, or undefined when no such key is valid. */
export type FindKey = (writeKey: string, now?: number) => FoundKey | undefined;
