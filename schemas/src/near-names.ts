import {
  COMMERCE_EVENT_ALIASES,
  COMMERCE_EVENT_NAMES,
  type CommerceEventName,
  commerceEvent,
} from "./names.js";

/**
 * Other names of commerce events in shops and tools, reduced to letters: GA4 names that are not aliases, and common
 * names for an order. Events with such a name are stored, but no figure reads them.
 */
export const OTHER_NAMES = {
  viewitemlist: "Product List Viewed",
  selectitem: "Product Clicked",
  viewsearchresults: "Products Searched",
  viewpromotion: "Promotion Viewed",
  selectpromotion: "Promotion Clicked",
  addshippinginfo: "Checkout Step Completed",
  addtowishlist: "Product Added to Wishlist",
  purchased: "Order Completed",
  orderplaced: "Order Completed",
  placedorder: "Order Completed",
  ordercreated: "Order Completed",
  orderpaid: "Order Completed",
  checkoutcompleted: "Order Completed",
  transaction: "Order Completed",
  refundedorder: "Order Refunded",
  cancelledorder: "Order Cancelled",
  canceledorder: "Order Cancelled",
} as const satisfies Readonly<Record<string, CommerceEventName>>;

/** Every known or similar name, as lower-case letters, with the name that figures read. */
export const NEAR_NAMES: readonly (readonly [letters: string, name: CommerceEventName])[] = [
  ...COMMERCE_EVENT_NAMES.map((name) => [lettersOf(name), name] as const),
  ...Object.entries(COMMERCE_EVENT_ALIASES).map(([alias, name]) => [lettersOf(alias), name] as const),
  ...Object.entries(OTHER_NAMES),
];

/** Minimum length to compare: shorter names are similar to too many others. */
const LEAST_LETTERS = 6;

/** Length of an ending such as "ed" with a doubled consonant. */
const LONGEST_ENDING = 3;

/**
 * The commerce event that a name probably means, if no figure reads that name: another case or other marks between the
 * words ("order completed", "Purchase"), a letter too many, too few or wrong, a missing ending ("Order Complete"), or a
 * name of another tool.
 *
 * @returns "" for a known name, and for a name that is not similar to any
 */
export function nearCommerceEvent(event: string): CommerceEventName | "" {
  if (commerceEvent(event) !== "") return "";
  const letters = lettersOf(event);
  if (letters.length < LEAST_LETTERS) return "";
  const [, name = ""] =
    NEAR_NAMES.find(([known]) => known === letters) ??
    NEAR_NAMES.find(([known]) => isNear(letters, known)) ??
    [];
  return name;
}

function lettersOf(name: string): string {
  return name.replace(/[^A-Za-z]/g, "").toLowerCase();
}

function isNear(letters: string, known: string): boolean {
  const missing = known.length - letters.length;
  if (missing > 0 && missing <= LONGEST_ENDING && known.startsWith(letters)) return true;
  return Math.abs(missing) <= 1 && differInOneLetter(letters, known);
}

/** Whether two texts differ by one added, missing or changed letter. */
function differInOneLetter(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  if (a.length === b.length) return a.slice(at + 1) === b.slice(at + 1);
  return a.length < b.length ? a.slice(at) === b.slice(at + 1) : a.slice(at + 1) === b.slice(at);
}
