/** Receives the events: a Safar instance, or the stub. */
export interface Tracker {
  track(event: string, properties?: object): unknown;
}

/** GA4's ecommerce events with an Ecommerce Spec name; the collector reads the others by GA4's own name. */
const SPEC_NAMES: Readonly<Record<string, string>> = {
  view_item: "view_item",
  add_to_cart: "add_to_cart",
  remove_from_cart: "remove_from_cart",
  view_cart: "view_cart",
  begin_checkout: "begin_checkout",
  add_payment_info: "add_payment_info",
  purchase: "purchase",
  refund: "refund",
  view_item_list: "Product List Viewed",
  select_item: "Product Clicked",
  view_promotion: "Promotion Viewed",
  select_promotion: "Promotion Clicked",
  add_to_wishlist: "Product Added to Wishlist",
  add_shipping_info: "Checkout Step Completed",
  search: "Products Searched",
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Tracks GA4's ecommerce events of a `dataLayer`, both past and future pushes. It reads Google Tag Manager's form,
 * `push({ event, ecommerce })`, and gtag's, `gtag("event", name, properties)`, and ignores every other push. All
 * pushes reach Google unchanged.
 *
 * (https://developers.google.com/analytics/devguides/collection/ga4/ecommerce)
 *
 * @param layer the page's array, `window.dataLayer`
 */
export function followDataLayer(safar: Tracker, layer: unknown[]): void {
  // As in Tag Manager, `ecommerce` data is kept until it is replaced or set to null.
  let ecommerce: unknown;

  function take(entry: unknown): void {
    if (typeof entry !== "object" || entry === null) return;
    const { 0: command, 1: gtagEvent, 2: properties } = entry as Record<number, unknown>;
    if (command === "event") {
      if (typeof gtagEvent === "string") track(gtagEvent, properties);
      return;
    }
    if (!isObject(entry)) return;
    if ("ecommerce" in entry) ecommerce = entry.ecommerce;
    if (typeof entry.event === "string") track(entry.event, ecommerce);
  }

  function track(name: string, properties: unknown): void {
    if (!Object.hasOwn(SPEC_NAMES, name) || !isObject(properties)) return;
    safar.track(SPEC_NAMES[name]!, { ...properties });
  }

  const attempt = (entry: unknown) => {
    try {
      take(entry);
    } catch (error) {
      console.warn(error);
    }
  };
  const { push } = layer;
  // Tag Manager also replaces `push`, before or after us: each calls the `push` that it found.
  layer.push = (...entries) => {
    const length = push.apply(layer, entries);
    entries.forEach(attempt);
    return length;
  };
  [...layer].forEach(attempt);
}
