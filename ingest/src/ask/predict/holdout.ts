import { requireSource } from "../../sources/require-source.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { expectedPurchases, MODELS, type ModelName } from "./bg-nbd.js";
import { readHistories, tellOf } from "./histories.js";
import type { ModelWork } from "./models.js";
import { grouped, readCustomers } from "./predict.js";

export interface HoldoutRequest {
  readonly source: string;
  /** The first day after the held-out days, YYYY-MM-DD in the source's time zone. */
  readonly until: string;
  /** How many days before it are held out: predicted from earlier orders, and compared with the actual ones. */
  readonly days: number;
}

/** A tenth of the customers, sorted by prediction: purchases per customer, predicted and actual. */
export interface Decile {
  readonly decile: number;
  readonly customers: number;
  readonly predicted: number;
  readonly actual: number;
}

export interface HoldoutOfModel {
  readonly model: ModelName;
  /** Purchases of all customers. */
  readonly predicted: number;
  /** Mean absolute error of a customer's prediction, in purchases. */
  readonly meanAbsoluteError: number;
  readonly rootMeanSquareError: number;
  /** The most likely buyers first. */
  readonly deciles: readonly Decile[];
}

export interface HoldoutReport extends HoldoutRequest {
  /** The day as of which the models were fitted. */
  readonly fittedAsOf: string;
  readonly customers: number;
  readonly actual: number;
  /** Models that could be fitted, the smallest error first. */
  readonly models: readonly HoldoutOfModel[];
}

const DAY_MS = 86_400_000;

/**
 * Fits each model as of a past day and compares its predictions for the days after with the actual purchases. Writes
 * nothing. A purchase is a day with an order. Yields progress messages.
 *
 * @throws {TooFewCustomersError}
 */
export async function* holdout(
  warehouse: Pick<Warehouse, "query">,
  request: HoldoutRequest,
  work: ModelWork,
): AsyncGenerator<string, HoldoutReport> {
  const { source, until, days } = request;
  await requireSource(warehouse, source);
  const fittedAsOf = new Date(Date.parse(until) - days * DAY_MS).toISOString().slice(0, 10);
  const { timeZone, currency } = await tellOf(warehouse, { source, currency: "" });
  const asked = { source, timeZone, currency };
  const customers = yield* readCustomers(warehouse, { ...asked, until: fittedAsOf });
  const later = new Map<string, number>();
  for await (const { rows } of readHistories(warehouse, { ...asked, until }))
    for (const { key, repeats } of rows) later.set(key, repeats);
  const actual = customers.map(({ key, repeats }) => (later.get(key) ?? repeats) - repeats);
  const models: HoldoutOfModel[] = [];
  for (const name of MODELS) {
    yield `Fitting ${name} as of ${fittedAsOf}.`;
    const model = await work.fitPurchases(grouped(customers), name);
    if (!model) continue;
    const predicted = customers.map((history) => Math.max(0, expectedPurchases(model, history, days)));
    models.push(compare(name, predicted, actual));
  }
  models.sort((one, other) => one.meanAbsoluteError - other.meanAbsoluteError);
  return { ...request, fittedAsOf, customers: customers.length, actual: sum(actual), models };
}

/** Compares predicted with actual purchases, per customer and by deciles. */
export function compare(
  model: ModelName,
  predicted: readonly number[],
  actual: readonly number[],
): HoldoutOfModel {
  const pairs = predicted.map((value, place) => ({ predicted: value, actual: actual[place] ?? 0 }));
  const errors = pairs.map((pair) => pair.predicted - pair.actual);
  pairs.sort((one, other) => other.predicted - one.predicted);
  const deciles = Array.from({ length: 10 }, (_, place) => {
    const own = pairs.slice(
      Math.floor((place * pairs.length) / 10),
      Math.floor(((place + 1) * pairs.length) / 10),
    );
    return {
      decile: place + 1,
      customers: own.length,
      predicted: sum(own.map((pair) => pair.predicted)) / own.length,
      actual: sum(own.map((pair) => pair.actual)) / own.length,
    };
  });
  return {
    model,
    predicted: sum(predicted),
    meanAbsoluteError: sum(errors.map(Math.abs)) / errors.length,
    rootMeanSquareError: Math.sqrt(sum(errors.map((error) => error ** 2)) / errors.length),
    deciles,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
