/** What the page of products and forecasts says, in English. Places like {this} are filled in. */
export const en = {
  title: "Products and forecasts",
  lead: "What sells, what is bought together, what comes back, and who is expected to buy.",
  selling: "What sells",
  outlook: "What to expect",
  productsTitle: "Products",
  productsAbout:
    "Those with most revenue first. “Come back” is the share of customers whose first order had the product and who ordered again.",
  product: "Product",
  views: "Views",
  adds: "Added to cart",
  orders: "Orders",
  pieces: "Pieces",
  revenue: "Revenue",
  viewToOrder: "Views that become an order",
  comeBack: "Come back",
  togetherTitle: "Bought together",
  togetherAbout:
    "Pairs in the same order; the fewer orders, the more is chance. Offer the second one beside the first.",
  togetherNone: "No two products were bought together in {orders} or more.",
  least: "In at least",
  leastOrders: "{count} orders",
  first: "Product",
  second: "Together with",
  together: "Orders with both",
  share: "Of the first one’s orders",
  lift: "Times more often than by chance",
  refundsTitle: "Refunds",
  refundsAbout: "What was given back in the range, the latest first; whenever it was bought.",
  refundsNone: "Nothing was given back in this range.",
  order: "Order",
  bought: "Bought",
  givenBack: "Given back",
  amount: "Amount",
  forecastTitle: "Who is expected to buy",
  forecastAbout:
    "From each customer’s own orders: what they are expected to do, those worth most first. It does not depend on the range.",
  forecastNone:
    "There is no forecast yet. safar serve makes one every day once there are customers who came back; in a terminal: npx @safar/ingest predict",
  forecastFew: "Nobody is expected to order so much.",
  expected: "Orders in 30 days, at least",
  everybody: "any",
  customer: "Customer",
  alive: "Still a customer",
  in30: "Orders in 30 days",
  in90: "Orders in 90 days",
  worth: "Expected worth",
} as const;

type Said<Words> = { readonly [Key in keyof Words]: string };

/** Every language says the same things. */
export type ProductWords = Said<typeof en>;
