/** Descriptions of the kinds of the view `anomalies`. */
export const ANOMALIES: Readonly<Record<string, string>> = {
  other_value: "page's value differs from the server's",
  other_buyer: "page names another user than the server",
  page_cancelled: "page cancels a server's order",
  page_refunded: "page refunds a server's order",
  page_test: "page marks a server's order as a test",
  many_orders: "orders of one visitor in a day",
  many_refunds: "refunds and cancellations of one visitor in a day",
  many_links: "users of one visitor, or visitors of one user, in a day",
  far_value: "values above 100 times the usual",
};
