import type { Warehouse } from "../warehouse/warehouse.js";
import { type BgNbd, type CountedHistory, fitBgNbd } from "./bg-nbd.js";
import { forecast } from "./forecast.js";
import { fitGammaGamma, type GammaGamma } from "./gamma-gamma.js";
import { type CustomerHistory, readHistories, tellOf } from "./histories.js";

export interface PredictRequest {
  readonly source: string;
  /** Money is predicted in this currency; "" for the source's own. */
  readonly currency: string;
  /** How far ahead the lifetime value looks. */
  readonly horizonDays: number;
  /** By how much money of next year is worth less than today's, such as 0.1. */
  readonly yearlyDiscount: number;
}

export const PREDICT_DEFAULTS = { currency: "", horizonDays: 365, yearlyDiscount: 0.1 };

/** What was fitted, and to whom. */
export interface PredictionReport extends PredictRequest {
  readonly fittedAt: string;
  readonly customers: number;
  readonly bgNbd: BgNbd;
  /** Undefined when too few customers ordered again in the currency: no money is predicted then. */
  readonly gammaGamma: GammaGamma | undefined;
}

/** With fewer customers, or fewer who came back, the models tell nothing. */
const LEAST_CUSTOMERS = 100;
const LEAST_REPEATERS = 20;
const ROWS_AN_INSERT = 10_000;

/**
 * Fits the models to all orders of a source and writes what each customer is expected to do. Yields what it does, in
 * sentences.
 *
 * The row of the fit is written last: until then views show the predictions of the fit before.
 *
 * @param pause called often, so that a collector goes on collecting meanwhile; it may throw to end the work
 * @throws {Error} when there are too few customers, or no model fits them
 */
export async function* predict(
  warehouse: Pick<Warehouse, "query" | "insert">,
  request: PredictRequest,
  pause: () => Promise<void>,
  now = Date.now(),
): AsyncGenerator<string, PredictionReport> {
  const { source, horizonDays, yearlyDiscount } = request;
  const { timeZone, currency } = await tellOf(warehouse, request);
  const customers: CustomerHistory[] = [];
  for await (const page of readHistories(warehouse, { source, timeZone, currency })) {
    customers.push(...page.rows);
    yield `Read the orders of ${customers.length.toLocaleString("en")} of ${page.of.toLocaleString("en")} customers.`;
    await pause();
  }
  const repeaters = customers.filter(({ repeats }) => repeats > 0).length;
  if (customers.length < LEAST_CUSTOMERS || repeaters < LEAST_REPEATERS) {
    throw new Error(
      `Source "${source}" has ${customers.length} customers, of whom ${repeaters} ordered on more than one day: too few to ` +
        `predict from. It takes ${LEAST_CUSTOMERS} customers and ${LEAST_REPEATERS} who came back.`,
    );
  }
  yield "Fitting when customers buy, and when they leave.";
  const bgNbd = await fitBgNbd(grouped(customers), pause);
  if (!bgNbd)
    throw new Error(`No model fits the orders of source "${source}": their times follow no pattern.`);
  yield "Fitting what they spend.";
  const spenders = customers.filter(({ value }) => value.purchases > 0);
  const gammaGamma =
    spenders.length < LEAST_REPEATERS
      ? undefined
      : await fitGammaGamma(
          spenders.map(({ value }) => value),
          pause,
        );
  for (let from = 0; from < customers.length; from += ROWS_AN_INSERT) {
    const rows: string[] = [];
    for (const customer of customers.slice(from, from + ROWS_AN_INSERT)) {
      const told = forecast({ bgNbd, gammaGamma, horizonDays, yearlyDiscount }, customer);
      rows.push(JSON.stringify([source, customer.key, customer.id, customer.isGuest, now, ...told]));
      if (rows.length % 500 === 0) await pause();
    }
    await warehouse.insert("predictions", PREDICTION_COLUMNS, rows);
    yield `Predicted ${Math.min(from + ROWS_AN_INSERT, customers.length).toLocaleString("en")} customers.`;
  }
  const { p, q, v } = gammaGamma ?? { p: null, q: null, v: null };
  const { r, alpha, a, b } = bgNbd;
  await warehouse.insert("prediction_fits", FIT_COLUMNS, [
    JSON.stringify(
      [source, now, customers.length, r, alpha, a, b, p, q, v, currency, horizonDays, yearlyDiscount].map(
        (value) => value ?? "nan",
      ),
    ),
  ]);
  return {
    ...{ ...request, currency, fittedAt: new Date(now).toISOString(), customers: customers.length },
    ...{ bgNbd, gammaGamma },
  };
}

const PREDICTION_COLUMNS = [
  ...["source_id", "customer_key", "customer_id", "is_guest", "fitted_at", "probability_alive"],
  ...[
    "expected_orders_30",
    "expected_orders_90",
    "expected_orders_365",
    "expected_order_value",
    "lifetime_value",
  ],
];
const FIT_COLUMNS = [
  ...["source_id", "fitted_at", "customers", "r", "alpha", "a", "b", "p", "q", "v"],
  ...["currency", "horizon_days", "yearly_discount"],
];

/** Customers with the same history are one term of the likelihood. */
function grouped(customers: readonly CustomerHistory[]): CountedHistory[] {
  const groups = new Map<string, CountedHistory>();
  for (const { repeats, recency, age } of customers) {
    const key = `${repeats} ${recency} ${age}`;
    groups.set(key, { repeats, recency, age, customers: (groups.get(key)?.customers ?? 0) + 1 });
  }
  return [...groups.values()];
}
