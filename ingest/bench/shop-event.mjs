/** What the requests of a page's script call themselves: the script says nothing of its browser in its events. */
export const BROWSER =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36";

/**
 * The event that every measurement sends, so that rows weigh the same. One in twenty is an order, as in a shop.
 *
 * @param n its number, which decides who does what
 */
export function shopEvent(n, messageId) {
  const order = n % 20 === 0;
  return {
    type: "track",
    messageId,
    timestamp: new Date().toISOString(),
    userId: `u${n % 3000}`,
    anonymousId: `5e2f1a3b-aaaa-4bbb-8ccc-${String(n % 5000).padStart(12, "0")}`,
    event: order ? "Order Completed" : ["Product Viewed", "Product Added", "Cart Viewed"][n % 3],
    properties: order
      ? {
          order_id: `O-${n}`,
          revenue: (n % 9000) / 100 + 1,
          currency: "EUR",
          products: [product(n), product(n + 7)],
        }
      : product(n),
    context: {
      page: {
        path: `/p/${n % 1000}`,
        url: `https://shop.example/p/${n % 1000}`,
        title: "Shirt",
        referrer: "",
      },
      locale: "en-GB",
      timezone: "Europe/London",
      library: { name: "@safar/web", version: "0.1.0" },
    },
  };
}

function product(n) {
  return {
    product_id: `p${n % 1000}`,
    name: `Shirt number ${n % 1000}`,
    price: 12.3,
    quantity: 1,
    category: "Clothes",
  };
}
