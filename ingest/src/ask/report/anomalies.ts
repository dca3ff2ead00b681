/** What the kinds of the view `anomalies` mean, as people read them. */
export const ANOMALIES: Readonly<Record<string, string>> = {
  other_value: "page's value is not the server's",
  other_buyer: "page names another user than the server",
  page_cancelled: "page cancels a server's order",
  page_refunded: "page refunds a server's order",
  page_test: "page makes a test of a server's order",
  many_orders: "orders of one visitor on a day",
  many_refunds: "refunds and cancellations of one visitor on a day",
  many_links: "users of one visitor, or visitors of one user, on a day",
  far_value: "values above 100 times the usual",
};
