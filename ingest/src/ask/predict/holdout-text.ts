import { tableText } from "../../output/terminal/table.js";
import type { HoldoutReport } from "./holdout.js";

/** A holdout report for people: each model's errors, and its deciles beside the actual purchases. */
export function holdoutText({ source, customers, fittedAsOf, days, actual, models }: HoldoutReport): string {
  const number = (value: number) => value.toFixed(value < 10 ? 3 : 0);
  return [
    `${customers.toLocaleString("en")} customers of source "${source}", fitted as of ${fittedAsOf}; the ${days} days after it are held out.`,
    `Actual purchases in these days: ${actual.toLocaleString("en")} (a day with an order is one purchase).`,
    tableText({
      head: ["model", "predicted", "off a customer", "root mean square"],
      rows: models.map((one) => [
        one.model,
        number(one.predicted),
        number(one.meanAbsoluteError),
        number(one.rootMeanSquareError),
      ]),
      figures: ["predicted", "off a customer", "root mean square"],
    }),
    ...models.map((one) =>
      tableText({
        head: [one.model, "customers", "predicted each", "actual each"],
        rows: one.deciles.map(({ decile, customers: own, predicted, actual: came }) => [
          `tenth ${decile}`,
          String(own),
          number(predicted),
          number(came),
        ]),
        figures: ["customers", "predicted each", "actual each"],
      }),
    ),
  ].join("\n");
}
