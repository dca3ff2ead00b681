import { requireSource } from "../../sources/require-source.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { BgNbd, CountedHistory, ModelName } from "./bg-nbd.js";
import type { GammaGamma } from "./gamma-gamma.js";
import { type CustomerHistory, readHistories, tellOf } from "./histories.js";
import type { ModelWork } from "./models.js";

export interface PredictRequest {
  readonly source: string;
  /** Currency of predicted amounts; "" for the source's. */
  readonly currency: string;
  /** Days ahead that expected_orders and the lifetime value cover. */
  readonly horizonDays: number;
  /** How much less an amount is worth one year from now, such as 0.1. */
  readonly yearlyDiscount: number;
  /** The first day to ignore, YYYY-MM-DD in the source's time zone; "" for now. */
  readonly until: string;
  readonly model: ModelName;
}

export const PREDICT_DEFAULTS = {
  currency: "",
  horizonDays: 365,
  yearlyDiscount: 0.1,
  until: "",
  model: "mbg-nbd" as ModelName,
};

/** The fitted parameters, and the number of customers. */
export interface PredictionReport extends PredictRequest {
  readonly fittedAt: string;
  readonly customers: number;
  readonly bgNbd: BgNbd;
  /** Undefined when too few customers ordered again in the currency: then no amounts are predicted. */
  readonly gammaGamma: GammaGamma | undefined;
  /** Days from the newest order to the day of the fit. */
  readonly newestOrderDays: number;
}

/** With fewer customers, or fewer repeat customers, the models are meaningless. */
const LEAST_CUSTOMERS = 100;
const LEAST_REPEATERS = 20;
const ROWS_AN_INSERT = 10_000;
/** A shop with a hundred customers sells something within these days. Without an order, the data is probably incomplete. */
const OLD_DAYS = 14;

/** A source has too few customers for a prediction. This is not a fault. */
export class TooFewCustomersError extends Error {
  override readonly name = "TooFewCustomersError";
}

/**
 * Fits the models to all orders of a source and writes each customer's forecast. Yields progress messages.
 *
 * The row of the fit is written last: until then views show the predictions of the previous fit.
 *
 * @param work computes the models
 * @throws {TooFewCustomersError}
 * @throws {Error} when no model fits the customers
 */
export async function* predict(
  warehouse: Pick<Warehouse, "query" | "insert">,
  request: PredictRequest,
  work: ModelWork,
  now = Date.now(),
): AsyncGenerator<string, PredictionReport> {
  const { source, horizonDays, yearlyDiscount, until, model } = request;
  await requireSource(warehouse, source);
  const { timeZone, currency } = await tellOf(warehouse, request);
  const customers = yield* readCustomers(warehouse, { source, timeZone, currency, until });
  const newestOrderDays = customers.reduce(
    (least, { age, recency }) => Math.min(least, age - recency),
    Infinity,
  );
  if (newestOrderDays > OLD_DAYS) yield oldDataWarning(newestOrderDays);
  yield "Fitting the purchase model.";
  const bgNbd = await work.fitPurchases(grouped(customers), model);
  if (!bgNbd)
    throw new Error(`No model fits the orders of source "${source}": their times follow no pattern.`);
  yield "Fitting the spending model.";
  const spenders = customers.filter(({ value }) => value.purchases > 0);
  const gammaGamma =
    spenders.length < LEAST_REPEATERS
      ? undefined
      : await work.fitSpending(spenders.map(({ value }) => value));
  const models = { bgNbd, gammaGamma, horizonDays, yearlyDiscount };
  for (let from = 0; from < customers.length; from += ROWS_AN_INSERT) {
    const some = customers.slice(from, from + ROWS_AN_INSERT);
    const told = await work.forecasts(models, some);
    const rows = some.map(({ key, id, isGuest }, place) =>
      JSON.stringify([source, key, id, isGuest, now, ...told[place]!]),
    );
    await warehouse.insert("predictions", PREDICTION_COLUMNS, rows);
    yield `Predicted ${Math.min(from + ROWS_AN_INSERT, customers.length).toLocaleString("en")} customers.`;
  }
  const { p, q, v } = gammaGamma ?? { p: null, q: null, v: null };
  const { r, alpha, a, b } = bgNbd;
  const numbers = [r, alpha, a, b, p, q, v].map((value) => value ?? "nan");
  await warehouse.insert("prediction_fits", FIT_COLUMNS, [
    JSON.stringify([
      source,
      now,
      customers.length,
      ...numbers,
      currency,
      horizonDays,
      yearlyDiscount,
      model,
      until,
    ]),
  ]);
  return {
    ...{ ...request, currency, fittedAt: new Date(now).toISOString(), customers: customers.length },
    ...{ bgNbd, gammaGamma, newestOrderDays },
  };
}

function oldDataWarning(days: number): string {
  return (
    `Warning: the newest order is ${days} days old. The models assume that nobody bought since then, and that customers ` +
    "dropped out. If orders are missing, fit as of the day they end with --until YYYY-MM-DD."
  );
}

const PREDICTION_COLUMNS = [
  ...["source_id", "customer_key", "customer_id", "is_guest", "fitted_at", "probability_alive"],
  ...["expected_orders_30", "expected_orders_90", "expected_orders_365", "expected_orders"],
  ...["expected_order_value", "lifetime_value"],
];
const FIT_COLUMNS = [
  ...["source_id", "fitted_at", "customers", "r", "alpha", "a", "b", "p", "q", "v"],
  ...["currency", "horizon_days", "yearly_discount", "model", "until"],
];

/**
 * Reads the histories of a source's customers. Yields one progress message per page.
 *
 * @throws {TooFewCustomersError}
 */
export async function* readCustomers(
  warehouse: Pick<Warehouse, "query">,
  asked: Parameters<typeof readHistories>[1],
): AsyncGenerator<string, CustomerHistory[]> {
  const customers: CustomerHistory[] = [];
  for await (const page of readHistories(warehouse, asked)) {
    for (const row of page.rows) customers.push(row);
    yield `Read the orders of ${customers.length.toLocaleString("en")} of ${page.of.toLocaleString("en")} customers.`;
  }
  // A floating-point sum depends on the order of its terms, and the order of pages on the installation's keys.
  customers.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : Number(a.isGuest) - Number(b.isGuest)));
  const repeaters = customers.filter(({ repeats }) => repeats > 0).length;
  if (customers.length >= LEAST_CUSTOMERS && repeaters >= LEAST_REPEATERS) return customers;
  throw new TooFewCustomersError(
    `Source "${asked.source}" has ${customers.length} customers, of whom ${repeaters} ordered on more than one day: too few for ` +
      `a prediction. At least ${LEAST_CUSTOMERS} customers and ${LEAST_REPEATERS} repeat customers are needed.`,
  );
}

/** Groups customers with the same history: each group is one term of the likelihood. */
export function grouped(customers: readonly CustomerHistory[]): CountedHistory[] {
  const groups = new Map<string, CountedHistory>();
  for (const { repeats, recency, age } of customers) {
    const key = `${repeats} ${recency} ${age}`;
    groups.set(key, { repeats, recency, age, customers: (groups.get(key)?.customers ?? 0) + 1 });
  }
  return [...groups.values()];
}
