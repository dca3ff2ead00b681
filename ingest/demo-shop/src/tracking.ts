import { basket, type Line, totalOf } from "./basket.js";
import { COLLECTIONS, type Collection, CURRENCY, type Product } from "./catalogue.js";
import type { Customer } from "./customer.js";
import { amount } from "./money.js";

/**
 * Everything that this shop tells Safar, in one place. Page views are not here: the script tag tracks them by
 * itself, also when the address changes without a new page.
 */
export const tell = {
  listViewed(collection: Collection | undefined, products: readonly Product[]): void {
    window.safar.track("Product List Viewed", {
      list_id: collection ?? "all",
      category: collection && COLLECTIONS[collection],
      products: products.map((product, index) => ({ ...described(product), position: index + 1 })),
    });
  },
  productViewed(product: Product): void {
    window.safar.track("Product Viewed", { ...described(product), currency: CURRENCY });
  },
  added(product: Product, quantity: number): void {
    window.safar.track("Product Added", {
      cart_id: basket.id,
      ...described(product),
      quantity,
      currency: CURRENCY,
    });
  },
  removed(product: Product, quantity: number): void {
    window.safar.track("Product Removed", {
      cart_id: basket.id,
      ...described(product),
      quantity,
      currency: CURRENCY,
    });
  },
  cartViewed(): void {
    window.safar.track("Cart Viewed", {
      cart_id: basket.id,
      currency: CURRENCY,
      products: bought(basket.lines),
    });
  },
  checkoutStarted(orderId: string): void {
    window.safar.track("Checkout Started", sale(orderId, basket.lines));
  },
  stepViewed(checkoutId: string, step: number): void {
    window.safar.track("Checkout Step Viewed", { checkout_id: checkoutId, step });
  },
  stepCompleted(checkoutId: string, step: number, chosen: object): void {
    window.safar.track("Checkout Step Completed", { checkout_id: checkoutId, step, ...chosen });
  },
  paymentEntered(checkoutId: string, method: string): void {
    window.safar.track("Payment Info Entered", { checkout_id: checkoutId, payment_method: method });
  },
  orderCompleted(orderId: string, lines: readonly Line[]): void {
    window.safar.track("Order Completed", sale(orderId, lines));
  },
  orderCancelled(orderId: string, lines: readonly Line[]): void {
    window.safar.track("Order Cancelled", sale(orderId, lines));
  },
  orderRefunded(orderId: string, lines: readonly Line[]): void {
    window.safar.track("Order Refunded", {
      order_id: orderId,
      total: amount(totalOf(lines)),
      currency: CURRENCY,
    });
  },
  /** The e-mail leaves this page only as a hash: the SDK sees to that. */
  identified({ id, name, email }: Customer): void {
    window.safar.identify(id, { name, email });
  },
  signedOut(): void {
    window.safar.reset();
  },
};

/** What an order's events tell of it. */
export function sale(orderId: string, lines: readonly Line[]) {
  const total = amount(totalOf(lines));
  return { order_id: orderId, total, revenue: total, currency: CURRENCY, products: bought(lines) };
}

function bought(lines: readonly Line[]) {
  return lines.map(({ product, quantity }) => ({ ...described(product), quantity }));
}

function described({ id, name, collection, price }: Product) {
  return {
    product_id: id,
    name,
    category: COLLECTIONS[collection],
    price: amount(price),
    image_url: `${location.origin}/demo/assets/pictures/${id}.svg`,
    url: `${location.origin}/demo/products/${id}`,
  };
}
