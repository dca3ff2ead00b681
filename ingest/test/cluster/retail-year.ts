import { Safar } from "@safar/node";
import { createFeed, FEED_OPTIONS } from "../../src/client/feed.js";
import { seededDraw } from "../../src/try/demo/shop/draw.js";
import { LINES_MISSING, type RetailOrder, retailOrders } from "../figures/online-retail-lines.js";

/**
 * The orders of Online Retail, where the data set is there; else as many of the same shape, which chance makes: baskets
 * of a few products and of hundreds, customers who come once and such as come every week.
 */
export async function retailYear(): Promise<readonly RetailOrder[]> {
  return LINES_MISSING ? madeOrders() : await retailOrders();
}

const SHAPE = { orders: 18_532, customers: 4_338, products: 3_600, days: 373, meanBasket: 21, longest: 550 };
const FIRST_DAY = Date.UTC(2010, 11, 1);

function madeOrders(): RetailOrder[] {
  const draw = seededDraw(11);
  // Few are drawn often: what is left over from a long tail falls on all alike.
  const often = (mean: number, count: number) => Math.floor(draw.wait(mean)) % count;
  return Array.from({ length: SHAPE.orders }, (_, place) => {
    const size = 1 + Math.min(SHAPE.longest, Math.floor(draw.wait(SHAPE.meanBasket)));
    const products = Array.from({ length: draw.chance(0.001) ? SHAPE.longest : size }, () => {
      const number = often(SHAPE.products / 6, SHAPE.products);
      const product = {
        product_id: `p${number}`,
        name: `Product ${number}`,
        price: (number % 900) / 100 + 0.1,
      };
      return { ...product, quantity: draw.int(1, 24) };
    });
    const value =
      products.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0) / 100;
    const at = new Date(FIRST_DAY + draw.int(0, SHAPE.days * 1_440) * 60_000);
    return {
      id: `made-${place}`,
      customer: `c${often(SHAPE.customers / 2, SHAPE.customers)}`,
      at: at.toISOString().slice(0, 19).replace("T", " "),
      value,
      products,
    };
  });
}

/** Sends orders through the SDK, as a shop's server does. */
export async function sendOrders(
  orders: readonly RetailOrder[],
  { collector, writeKey }: { readonly collector: string; readonly writeKey: string },
): Promise<void> {
  const safar = new Safar({ ...FEED_OPTIONS, host: collector, writeKey });
  const feed = createFeed<void>(safar, {
    ...{ mark: () => {}, onAcknowledged: () => {}, onTrouble: () => {} },
    // Orders of hundreds of lines: fewer of them fill the SDK's queue.
    window: 200,
  });
  try {
    for (const { id, customer, at, value, products } of orders)
      await feed.add({
        ...{ type: "track", event: "Order Completed", messageId: id, userId: customer },
        timestamp: `${at.replace(" ", "T")}Z`,
        properties: { order_id: id, revenue: value, products },
      });
    await feed.end();
  } finally {
    await safar.close({ timeout: 0 });
  }
}
