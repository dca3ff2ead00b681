import { type ComposedQuestion, paramsOf, type Question } from "../../ask/dashboard/question.js";
import { QUESTIONS } from "../../ask/dashboard/questions.js";
import { draftOfList, type ListChosen } from "../segments/list-segments.js";
import { findCustomers } from "./find-customers.js";
import { readCustomer } from "./read-customer.js";
import { readFigures, readOrders } from "./read-figures.js";
import { readList } from "./read-list.js";
import { readMoments } from "./read-moments.js";

const OF_ONE = ["source", "customer", "guest"] as const;

/** A customer as the address of a question names them. */
const askedOf = ({ source = "", customer = "", guest = "" }: Readonly<Record<string, string>>) => ({
  ...{ source, id: customer, isGuest: guest === "on" },
});

/** A list with how each of its customers can be reached, see {@link readList}. */
const listed = (question: Question): ComposedQuestion => ({
  params: [...paramsOf(question), "reachable"],
  rows: (read, params) => readList(read, question, params),
});

/** What the dashboard can ask about one customer, and of lists about how their customers are reached. */
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
  list_at_risk: listed(QUESTIONS.at_risk),
  list_reengagement: listed(QUESTIONS.reengagement),
  list_rfm: listed(QUESTIONS.rfm),
  list_forecast: listed(QUESTIONS.forecast),
  list_carts: listed(QUESTIONS.carts),
  /** A journey into which the customers of a list come, see {@link draftOfList}: one row, or none. */
  list_draft: {
    params: ["list", "segment", "least"],
    rows: async (_read, params) =>
      [draftOfList(params as unknown as ListChosen)].filter((draft) => draft !== undefined),
  },
} as const satisfies Readonly<Record<string, ComposedQuestion>>;
