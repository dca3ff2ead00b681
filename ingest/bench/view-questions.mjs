// What the benchmark of the views asks, and how long an answer may take.

const range = "source = 'shop', since = '2024-02-01', until = '2025-12-01', time_zone = 'Europe/London'";
/** A month of it, for views that list persons or carts. */
const month = "source = 'shop', since = '2025-11-01', until = '2025-12-01', time_zone = 'Europe/London'";
const now = "source = 'shop', until = '2025-12-01', time_zone = 'Europe/London'";
const currency = "currency = ''";

const latest = (view, column) => `SELECT * FROM safar.${view} ORDER BY ${column} DESC LIMIT 100`;

/** By view: the five KPIs, each of which has half a second. */
const kpi = {
  repeat_customer_rate: `SELECT * FROM safar.repeat_customer_rate(${range})`,
  purchase_frequency: `SELECT * FROM safar.purchase_frequency(${range})`,
  average_order_value: `SELECT * FROM safar.average_order_value(${range})`,
  customer_value: `SELECT * FROM safar.customer_value(${range})`,
  customer_value_by_customer: latest(`customer_value_by_customer(${range})`, "customer_value"),
  "retention_rate, by day": `SELECT * FROM safar.retention_rate(${range}, period = 'day')`,
  "retention_rate, by month": `SELECT * FROM safar.retention_rate(${range}, period = 'month')`,
  kpi_by_month: "SELECT * FROM safar.kpi_by_month",
};

/** By view: who comes back, who is leaving, and why. Each has two seconds. */
const insights = {
  cohort_retention: `SELECT * FROM safar.cohort_retention(${range}, period = 'month', ${currency})`,
  customer_lifecycle: `SELECT * FROM safar.customer_lifecycle(${range}, period = 'month')`,
  purchase_gaps: `SELECT * FROM safar.purchase_gaps(${range})`,
  purchase_gaps_by_product: latest(`purchase_gaps_by_product(${range})`, "gaps"),
  purchase_gaps_by_segment: `SELECT * FROM safar.purchase_gaps_by_segment(${range}, ${currency})`,
  return_times: `SELECT * FROM safar.return_times(${range})`,
  "funnel, by session": `SELECT * FROM safar.funnel(${range}, unit = 'session', segment_by = 'device', within_hours = '24', steps = '')`,
  "funnel, by customer": `SELECT * FROM safar.funnel(${range}, unit = 'customer', segment_by = 'campaign', within_hours = '720', steps = '')`,
  "funnel, of a month": `SELECT * FROM safar.funnel(${month}, unit = 'session', segment_by = '', within_hours = '24', steps = '')`,
  cart_abandonment: `SELECT * FROM safar.cart_abandonment(${range})`,
  abandoned_carts: latest(`abandoned_carts(${month}, window_hours = '24')`, "last_added_at"),
  checkout_drop_off: `SELECT * FROM safar.checkout_drop_off(${range})`,
  rfm: latest(`rfm(${range}, ${currency})`, "monetary"),
  rfm_segments: `SELECT * FROM safar.rfm_segments(${range}, ${currency})`,
  customer_stages: `SELECT * FROM safar.customer_stages(${now})`,
  customer_stage: `SELECT * FROM safar.customer_stage(${now}) WHERE stage = 'decision' LIMIT 100`,
  customer_profile: `SELECT * FROM safar.customer_profile(${now}, ${currency}) WHERE customer_id = 'user-17'`,
  predicted_orders: latest("predicted_orders(source = 'shop')", "lifetime_value"),
  at_risk: latest(`at_risk(${now}, ${currency})`, "revenue"),
  reengagement: latest(`reengagement(${now}, ${currency})`, "last_order_at"),
  activation: latest(`activation(${month})`, "last_seen_at"),
  referrals: latest(`referrals(${range}, ${currency})`, "referred_revenue"),
  "acquisition, by campaign": latest(
    `acquisition(${range}, acquired_by = 'campaign', ${currency})`,
    "customers",
  ),
  "acquisition, by product": latest(
    `acquisition(${range}, acquired_by = 'first_product', ${currency})`,
    "customers",
  ),
  product_performance: latest(`product_performance(${range}, ${currency})`, "revenue"),
  bought_together: latest(`bought_together(${range}, min_orders = '10')`, "orders_together"),
};

/** Sets of questions by name, and the budget of each answer in milliseconds. */
export const QUESTION_SETS = {
  kpi: { questions: kpi, budgetMs: 500 },
  insights: { questions: insights, budgetMs: 2_000 },
};
