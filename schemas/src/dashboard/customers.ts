// Times are ISO 8601 in UTC, money is decimal text.

/** A customer by the id under which events name them. */
export interface CustomerId {
  readonly id: string;
  /** Whether it is a visitor's anonymous id. */
  readonly isGuest: boolean;
}

/** A customer whom the question `customers_found` found. */
export interface FoundCustomer extends CustomerId {
  /** What was looked for is this customer's id, address or number. */
  readonly by: "id" | "email" | "phone";
}

/** Two ids of one customer, and who said so. */
export interface CustomerLink {
  readonly from: CustomerId;
  readonly to: CustomerId;
  /** A server's key, a page's key, or nobody: events of one device name this user alone. */
  readonly by: "server" | "page" | "device";
  /** Null for a device. */
  readonly at: string | null;
}

/** Whether a customer can be reached by a channel, as journeys see it. */
export interface CustomerReach {
  readonly channel: "email" | "sms" | "push";
  /** '' where none was told. */
  readonly address: string;
  readonly permission: "subscribed" | "unsubscribed" | "unknown";
  /** Why marketing can't reach them; '' where it can. */
  readonly why: "" | "no-address" | "not-an-address" | "not-reachable" | "no-permission";
}

/** Who a customer is, as the question `customer` gives it. */
export interface Customer extends CustomerId {
  /** As they are called by all figures: the id may be another one than was asked for. */
  readonly name: string;
  /** All ids that are the same customer, this one first. */
  readonly ids: readonly CustomerId[];
  readonly links: readonly CustomerLink[];
  readonly reach: readonly CustomerReach[];
  readonly timeZone: string;
  readonly events: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** Where a customer stands and what is expected, as the question `customer_figures` gives it. */
export interface CustomerFigures {
  readonly stage: string;
  /** The RFM group by all orders; '' without one, or where the shop has too few customers for groups. */
  readonly group: string;
  readonly orders: number;
  readonly lastOrderAt: string | null;
  readonly currency: string;
  readonly revenue: string | null;
  readonly averageOrder: string | null;
  readonly usualGapDays: number | null;
  /** The day on which the next order is due by that gap. */
  readonly nextOrderAt: string | null;
  /** What the latest fit of `safar predict` expects; null before the first one, or without an order. */
  readonly forecast: {
    readonly alive: number;
    readonly orders30: number;
    readonly orders90: number;
    readonly worth: string;
    readonly currency: string;
  } | null;
  readonly campaign: string;
}

/** An order of a customer, as the question `customer_orders` gives it. */
export interface CustomerOrder {
  readonly order: string;
  readonly at: string;
  readonly currency: string;
  /** Null where it is not known. */
  readonly value: string | null;
  readonly refunded: string;
  /** Why it is in no figure; '' where it counts. */
  readonly uncounted: string;
}

/** Something that a customer did, or that was done about them, as the question `customer_moments` gives it. */
export interface CustomerMoment {
  readonly at: string;
  /** Of all moments the only one with it. */
  readonly id: string;
  readonly kind: "event" | "order" | "refund" | "entered" | "left" | "message";
  /** The event's name, or the journey's. */
  readonly name: string;
  /** The page, the products, the order's id; of a journey the node. */
  readonly about: string;
  readonly value: string | null;
  readonly currency: string;
  /** Who told an event: a page's key or a server's; else the message's channel, or `control`. */
  readonly by: string;
  /** Of a message where it stands, such as `sent`. */
  readonly status: string;
  /** Why a run left its journey, or a message was not sent. */
  readonly why: string;
}

/** A page of moments, the latest first. */
export interface CustomerMoments {
  readonly moments: readonly CustomerMoment[];
  /** What to ask with for those before; '' where there are none. */
  readonly before: string;
}

/** Whom the operator is about to forget, or to hand out all data of. */
export interface CustomerErasure {
  readonly links: readonly CustomerLink[];
  /** User ids and anonymous ids beside the one that was asked for. */
  readonly ids: number;
  /** How many rows, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The number of the receipt that is kept; '' while nothing is erased. */
  readonly receipt: string;
}

/** How a customer of a list can be reached: of the questions that begin with `list_`, beside the list's own columns. */
export interface ListReach {
  readonly email: string;
  readonly email_permission: CustomerReach["permission"];
  readonly phone: string;
  readonly phone_permission: CustomerReach["permission"];
  /** The channels by which marketing would reach them, with commas; '' for none. */
  readonly reached_by: string;
}
