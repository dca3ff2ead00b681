import {
  COMMERCE_EVENT_ALIASES,
  COMMERCE_EVENT_NAMES,
  type CommerceEventName,
  commerceEvent,
} from "./names.js";

/**
 * Other names that shops and tools give commerce events, as letters alone: GA4's that are no aliases, and what people
 * call an order. An event of such a name is stored and read by no figure.
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

/** Every name that is known or nearly known, as letters in lower case, with the name that figures read. */
export const NEAR_NAMES: readonly (readonly [letters: string, name: CommerceEventName])[] = [
  ...COMMERCE_EVENT_NAMES.map((name) => [lettersOf(name), name] as const),
  ...Object.entries(COMMERCE_EVENT_ALIASES).map(([alias, name]) => [lettersOf(alias), name] as const),
  ...Object.entries(OTHER_NAMES),
];

/** As few letters of a name as are compared: below them everything is near something. */
const LEAST_LETTERS = 6;

/** As many letters as an ending such as "ed" and a doubled consonant have. */
const LONGEST_ENDING = 3;

/**
 * The commerce event that a name probably means, though no figure reads it: another case or other marks between the
 * words ("order completed", "Purchase"), a letter too many, too few or wrong, a missing ending ("Order Complete"), or a
 * name of another tool.
 *
 * @returns "" for a name that is known, and for one that is near none
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

/** Whether one letter that is added, left out or changed makes one text of the other. */
function differInOneLetter(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  if (a.length === b.length) return a.slice(at + 1) === b.slice(at + 1);
  return a.length < b.length ? a.slice(at) === b.slice(at + 1) : a.slice(at + 1) === b.slice(at);
}
