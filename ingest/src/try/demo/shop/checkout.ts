import { scheduleAftermath } from "./aftermath.js";
import { type BasketLine, basketValue } from "./catalogue.js";
import { SECOND_MS } from "./day-buckets.js";
import { completedInBrowser, completedOnServer, type Sale } from "./order-calls.js";
import { customerIdOf, userIdAt } from "./people.js";
import type { Shop } from "./shop.js";
import { takeTime, type Visit, viewPage } from "./visit.js";

/**
 * Takes a basket through the checkout to an order: writes the order to the ledger, and sends its events from the
 * browser, the server or both.
 */
export function buy(shop: Shop, visit: Visit, basket: readonly BasketLine[]): void {
  const { draw, tracking } = shop;
  const step = (event: string) =>
    tracking.browser(visit.device, takeTime(shop, visit), visit.delay, { type: "track", event });
  viewPage(shop, visit, "Cart", "/cart");
  step("Checkout Started");
  step("Payment Info Entered");

  const sale = closeSale(shop, visit, basket);
  const tellers = tellersOf(shop, visit, sale);
  const serverAt = visit.now + (draw.chance(0.2) ? draw.int(5 * SECOND_MS, 60 * SECOND_MS) : 0);
  const browserAt = visit.now + draw.int(200, 4 * SECOND_MS);
  if (tellers !== "browser") completedOnServer(shop, sale, serverAt);
  if (tellers !== "server") completedInBrowser(shop, sale, browserAt);

  shop.ledger.place({
    orderId: sale.orderId,
    customerId: customerIdOf(visit.person),
    currency: sale.currency,
    // A server's events of an order take precedence over a page's, including their time.
    placedAt: tellers === "browser" ? browserAt : serverAt,
    value: sale.value,
    test: sale.test,
  });
  scheduleAftermath(shop, sale, visit.now, tellers !== "server");
}

/** Decides the order's content and value. A few orders are free samples, and a few have no known value. */
function closeSale(shop: Shop, visit: Visit, basket: readonly BasketLine[]): Sale {
  const { draw } = shop;
  const { person } = visit;
  const kind = draw.weighted({ paid: 988, free: 6, unknown: 6 });
  const abroad = draw.chance(0.02);
  return {
    orderId: shop.nextOrderId(),
    visit,
    buyer: userIdAt(person, takeTime(shop, visit)),
    basket,
    currency: abroad ? (person.currency === "EUR" ? "GBP" : "EUR") : person.currency,
    value: kind === "paid" ? basketValue(basket) : kind === "free" ? 0n : undefined,
    test: person.habit === "staff" || draw.chance(0.003),
  };
}

/** Who sends the order's events. Only the server knows a customer who has an account but is not signed in. */
function tellersOf(shop: Shop, visit: Visit, sale: Sale): "both" | "server" | "browser" {
  const tellers = shop.draw.weighted({ both: 72, server: 14, browser: 14 });
  const unknownInBrowser = sale.buyer !== undefined && visit.device.signedInAs !== sale.buyer;
  return tellers === "browser" && unknownInBrowser ? "both" : tellers;
}
