import { commerceEvent } from "@safar/schemas/names";
import { nearCommerceEvent } from "@safar/schemas/near-names";

/** The fields that are checked. */
interface Tracked {
  readonly type?: unknown;
  readonly event?: unknown;
  readonly properties?: unknown;
  readonly context?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields for an order's value, in order of priority. */
const VALUES = ["revenue", "total", "value"];

/** Characters of an amount as people write it: digits of three scripts, separators and signs. */
const AMOUNT = /^[\s\d\u06f0-\u06f9\u0660-\u0669.,\u066b\u066c'\u2019+eE-]{1,64}$/;

/**
 * Tells a developer why no figure will count an accepted event: a name similar to a commerce event's, an order
 * without a value, an unreadable amount, a test. Only for development; the collector decides, and lists such orders
 * in the view `uncounted_orders`.
 *
 * @returns undefined when nothing seems wrong. Never throws
 */
export function whyUncounted(event: Tracked): string | undefined {
  try {
    return event.type === "track" && typeof event.event === "string"
      ? findWhy(event.event, event)
      : undefined;
  } catch {
    // A getter of the shop's own may throw.
    return undefined;
  }
}

function findWhy(name: string, { properties, context }: Tracked): string | undefined {
  const near = nearCommerceEvent(name);
  if (near) return `no figure reads "${name}". Did you mean "${near}"?`;
  if (commerceEvent(name) !== "Order Completed") return undefined;
  const told = fieldsOf(properties);
  if (told.test === true || fieldsOf(context).test === true) return "this order is a test, and not counted.";
  const value = VALUES.find((each) => !isBlank(told[each]));
  if (value !== undefined)
    return isAmount(told[value])
      ? undefined
      : `the ${value} of this order can't be read, so it is stored and not counted: give a number.`;
  const products = told.products ?? told.items;
  if (Array.isArray(products) && products.some((product) => !isBlank(fieldsOf(product).price)))
    return undefined;
  return 'this order tells no value, so it is stored and not counted: give "revenue", or products with a price.';
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function isBlank(value: unknown): boolean {
  return value == null || (typeof value === "string" && value.trim() === "");
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && AMOUNT.test(value);
}
