import type { ComposedQuestion } from "../../ask/dashboard/question.js";
import { findCustomers } from "./find-customers.js";
import { readCustomer } from "./read-customer.js";
import { readFigures, readOrders } from "./read-figures.js";
import { readMoments } from "./read-moments.js";

const OF_ONE = ["source", "customer", "guest"] as const;

/** A customer as the address of a question names them. */
const askedOf = ({ source = "", customer = "", guest = "" }: Readonly<Record<string, string>>) => ({
  ...{ source, id: customer, isGuest: guest === "on" },
});

/** What the dashboard can ask about one customer. */
export const CUSTOMER_QUESTIONS = {
  /** Customers whose id, e-mail or phone was typed, see {@link findCustomers}. */
  customers_found: {
    params: ["source", "search"],
    rows: (read, { source = "", search = "" }) => findCustomers(read, source, search),
  },
  /** Who it is, see {@link readCustomer}: one row, or none. */
  customer: { params: OF_ONE, rows: (read, params) => readCustomer(read, askedOf(params)) },
  /** Where they stand, see {@link readFigures}: one row, or none. */
  customer_figures: {
    params: [...OF_ONE, "time_zone", "currency"],
    rows: (read, { time_zone: timeZone = "", currency = "", ...params }) =>
      readFigures(read, { ...askedOf(params), timeZone, currency }),
  },
  customer_orders: { params: OF_ONE, rows: (read, params) => readOrders(read, askedOf(params)) },
  /** What happened, see {@link readMoments}: one row with a page. */
  customer_moments: {
    params: [...OF_ONE, "before", "rows"],
    rows: (read, { before = "", rows = "100", ...params }) =>
      readMoments(read, { ...askedOf(params), before, rows: Number(rows) }),
  },
} as const satisfies Readonly<Record<string, ComposedQuestion>>;
