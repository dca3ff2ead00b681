import { commerceEvent } from "@safar/schemas/names";
import { nearCommerceEvent } from "@safar/schemas/near-names";

/** What is looked at of an event. */
interface Tracked {
  readonly type?: unknown;
  readonly event?: unknown;
  readonly properties?: unknown;
  readonly context?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Where an order's value is looked for, in this order. */
const VALUES = ["revenue", "total", "value"];

/** Of an amount as people write it: digits of three scripts, and what may stand between and around them. */
const AMOUNT = /^[\s\d\u06f0-\u06f9\u0660-\u0669.,\u066b\u066c'\u2019+eE-]{1,64}$/;

/**
 * Why no figure will count an event that the collector takes, in a sentence for its developer: a name that is near a
 * commerce event's, an order without a value, an amount that can't be read, a test. For development alone; the
 * collector decides, and shows all of them in the view `uncounted_orders`.
 *
 * @returns undefined where nothing seems wrong. Never throws
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
