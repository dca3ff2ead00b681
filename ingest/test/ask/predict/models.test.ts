import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { expectedPurchases, fitBgNbd, probabilityAlive } from "../../../src/ask/predict/bg-nbd.js";
import { expectedValue, fitGammaGamma } from "../../../src/ask/predict/gamma-gamma.js";
import { compare } from "../../../src/ask/predict/holdout.js";
import { nelderMead } from "../../../src/ask/predict/nelder-mead.js";
import { PREDICT_DEFAULTS } from "../../../src/ask/predict/predict.js";
import { hypergeometric, logGamma } from "../../../src/ask/predict/special-functions.js";

const customers = (
  parse(readFileSync(new URL("cdnow/customers.csv", import.meta.url)), { columns: true }) as Record<
    string,
    string
  >[]
).map(({ x, t_x, T, zbar, x_star }) => ({
  ...{ repeats: Number(x), recency: Number(t_x), age: Number(T), customers: 1 },
  average: Number(zbar),
  later: Number(x_star),
}));

describe("the CDNOW sample", () => {
  const model = fitBgNbd(customers)!;

  it("has the BG/NBD parameters that Fader, Hardie and Lee published", () => {
    expect(customers).toHaveLength(2357);
    expect(model.r).toBeCloseTo(0.243, 3);
    expect(model.alpha).toBeCloseTo(4.414, 3);
    expect(model.a).toBeCloseTo(0.793, 3);
    expect(model.b).toBeCloseTo(2.426, 3);
  });

  it("has the same parameters in days, and when customers with one history are counted together", () => {
    const groups = new Map<string, (typeof customers)[number]>();
    for (const { repeats, recency, age, customers: one, average, later } of customers) {
      const key = `${repeats} ${recency} ${age}`;
      const known = groups.get(key);
      groups.set(key, {
        ...{ repeats, recency: recency * 7, age: age * 7, average, later },
        customers: one + (known?.customers ?? 0),
      });
    }
    const inDays = fitBgNbd([...groups.values()])!;
    expect(groups.size).toBeLessThan(customers.length);
    expect(inDays.r).toBeCloseTo(model.r, 4);
    expect(inDays.alpha / 7).toBeCloseTo(model.alpha, 3);
  });

  it("has the expected purchases that they published of a customer, and its probability to be alive", () => {
    const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const customer = { repeats: 2, recency: 30.43, age: 38.86 };
    expect(expectedPurchases(published, customer, 39)).toBeCloseTo(1.226, 3);
    expect(probabilityAlive(published, customer)).toBeCloseTo(0.7266, 3);
  });

  it("has the MBG/NBD parameters that the packages BTYDplus and lifetimes give", () => {
    const modified = fitBgNbd(customers, "mbg-nbd")!;
    expect(modified.r).toBeCloseTo(0.525, 3);
    expect(modified.alpha).toBeCloseTo(6.183, 3);
    expect(modified.a).toBeCloseTo(0.891, 3);
    expect(modified.b).toBeCloseTo(1.614, 3);
    const once = { repeats: 0, recency: 0, age: 38.86 };
    expect(probabilityAlive(model, once)).toBe(1);
    const { a, b, alpha, r } = modified;
    expect(probabilityAlive(modified, once)).toBeCloseTo(
      1 / (1 + (a / b) * ((alpha + 38.86) / alpha) ** r),
      12,
    );
    expect(probabilityAlive(modified, once)).toBeLessThan(0.5);
  });

  it("is predicted better by MBG/NBD, the default, over the 39 weeks that were held out", () => {
    const actual = customers.map(({ later }) => later);
    const [bg, mbg] = (["bg-nbd", "mbg-nbd"] as const).map((name) => {
      const fitted = fitBgNbd(customers, name)!;
      return compare(
        name,
        customers.map((history) => expectedPurchases(fitted, history, 39)),
        actual,
      );
    });
    expect(actual.reduce((sum, own) => sum + own, 0)).toBe(1882);
    expect(mbg!.meanAbsoluteError).toBeLessThan(bg!.meanAbsoluteError);
    expect(mbg!.rootMeanSquareError).toBeLessThan(bg!.rootMeanSquareError);
    expect(PREDICT_DEFAULTS.model).toBe(mbg!.model);
    // the tenths are in the order of what was predicted, and so mostly of what came
    expect(mbg!.deciles.reduce((sum, { customers: own }) => sum + own, 0)).toBe(2357);
    expect(mbg!.deciles[0]!.actual).toBeGreaterThan(5 * mbg!.deciles[9]!.actual);
  });

  it("has the gamma-gamma parameters that Fader and Hardie published", () => {
    const spending = customers
      .filter(({ repeats }) => repeats > 0)
      .map(({ repeats, average }) => ({ purchases: repeats, average }));
    expect(spending).toHaveLength(946);
    const model = fitGammaGamma(spending)!;
    expect(model.p).toBeCloseTo(6.25, 2);
    expect(model.q).toBeCloseTo(3.74, 2);
    // Theirs was found by a spreadsheet, and is 15.45 in all other implementations.
    expect(Math.abs(model.v - 15.44)).toBeLessThan(0.01);
    expect(expectedValue(model, { purchases: 0, average: 0 })).toBeCloseTo(
      (model.p * model.v) / (model.q - 1),
      9,
    );
  });
});

it("expects the same by both of its formulas, and of customers who are all alike a number, too", () => {
  const history = { repeats: 4, recency: 200, age: 300 };
  const [below, above] = [49.9999, 50.0001].map((a) =>
    expectedPurchases({ r: 0.7, alpha: 30, a, b: 250 }, history, 365),
  );
  expect(below! / above!).toBeCloseTo(1, 5);
  for (const repeats of [0, 4, 700]) {
    const own = { repeats, recency: repeats === 0 ? 0 : 290, age: 300 };
    const year = expectedPurchases({ r: 0.7, alpha: 30, a: 20_000, b: 100_000 }, own, 365);
    expect(year).toBeGreaterThanOrEqual(0);
    expect(year).toBeLessThan(6);
  }
});

it("expects of customers who buy often what a sum over small steps gives, and never more than without leaving", () => {
  const model = { r: 0.5, alpha: 20, a: 1, b: 3 };
  for (const repeats of [0, 1, 50, 3000]) {
    const history = { repeats, recency: repeats === 0 ? 0 : 360, age: 365 };
    const year = expectedPurchases(model, history, 365);
    const month = expectedPurchases(model, history, 30);
    expect(month).toBeGreaterThan(0);
    expect(year).toBeGreaterThan(month);
    expect(year).toBeLessThan((365 * (model.r + repeats)) / (model.alpha + 365));
  }
});

it("finds no model where there is nothing to fit", () => {
  expect(fitBgNbd([])).toBeUndefined();
  expect(fitGammaGamma([])).toBeUndefined();
});

describe("nelderMead", () => {
  it("finds the minimum of Rosenbrock's valley", () => {
    const valley = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const { at, converged } = nelderMead(valley, [-1.2, 1]);
    expect(converged).toBe(true);
    expect(at[0]).toBeCloseTo(1, 5);
    expect(at[1]).toBeCloseTo(1, 5);
  });

  it("says when its steps were too few", () => {
    expect(nelderMead(([x = 0]) => x, [0], { maxSteps: 50 }).converged).toBe(false);
  });
});

it("knows logarithms of factorials, and closed forms of the hypergeometric function", () => {
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(hypergeometric(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.LN2, 12);
  expect(hypergeometric(2, 3, 3, 0.25)).toBeCloseTo(1 / 0.75 ** 2, 12);
});
