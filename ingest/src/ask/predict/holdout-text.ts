import { tableText } from "../../output/terminal/table.js";
import type { HoldoutReport } from "./holdout.js";

/** A holdout as people read it: each model's errors, and its tenths beside what happened. */
export function holdoutText({ source, customers, fittedAsOf, days, actual, models }: HoldoutReport): string {
  const number = (value: number) => value.toFixed(value < 10 ? 3 : 0);
  return [
    `${customers.toLocaleString("en")} customers of source "${source}", fitted as of ${fittedAsOf}; the ${days} days after are held out.`,
    `They bought on ${actual.toLocaleString("en")} days in them.`,
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
