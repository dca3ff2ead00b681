import type { BasketLine } from "./catalogue.js";
import { buy } from "./checkout.js";
import { HOUR_MS } from "./day-buckets.js";
import { type Person, userIdAt } from "./people.js";
import type { Shop } from "./shop.js";
import { signIn, takeTime, type Visit, viewPage } from "./visit.js";

const CAMPAIGNS = [
  { source: "newsletter", medium: "email", name: "weekly" },
  { source: "search", medium: "cpc", name: "gifts" },
  { source: "friends", medium: "social", name: "share" },
];

/** One visit to the shop: views products, adds some to the cart, and buys them if planned. */
export function visitShop(shop: Shop, person: Person, at: number, buys: boolean): void {
  const { draw } = shop;
  const device = draw.pick(person.devices);
  const offline = device.kind === "phone" && draw.chance(0.04);
  const visit = { person, device, delay: offline ? draw.int(HOUR_MS, 20 * HOUR_MS) : 0, now: at };
  viewPage(shop, visit, "Home", "/", draw.chance(0.3) ? { campaign: draw.pick(CAMPAIGNS) } : {});
  const mustSignOver = device.signedInAs !== undefined && device.signedInAs !== userIdAt(person, at);
  if (mustSignOver || draw.chance(buys ? 0.85 : 0.1)) signIn(shop, visit);
  const basket = fillBasket(shop, visit, buys);
  if (buys) buy(shop, visit, basket);
}

function fillBasket(shop: Shop, visit: Visit, buys: boolean): BasketLine[] {
  const { draw, tracking } = shop;
  const basket: BasketLine[] = [];
  const looks = buys ? draw.int(1, 5) : draw.int(1, 4);
  for (let look = 1; look <= looks; look++) {
    const product = draw.pick(shop.catalogue);
    const shown = { product_id: product.id, name: product.name, category: product.category };
    const priced = { ...shown, price: Number(product.price) / 100, currency: visit.person.currency };
    const track = (event: string, properties: Record<string, unknown>) =>
      tracking.browser(visit.device, takeTime(shop, visit), visit.delay, {
        type: "track",
        event,
        properties,
      });
    if (draw.chance(0.15)) track("Products Searched", { query: product.name });
    track("Product Viewed", priced);
    const wanted = buys ? look === 1 || draw.chance(0.5) : draw.chance(0.12);
    if (!wanted) continue;
    const quantity = draw.chance(0.7) ? 1 : draw.int(2, 6);
    track("Product Added", { ...priced, quantity });
    basket.push({ product, quantity });
    if (basket.length > 1 && draw.chance(0.08)) {
      const removed = basket.pop()!;
      track("Product Removed", { product_id: removed.product.id, quantity: removed.quantity });
    }
  }
  return basket;
}
