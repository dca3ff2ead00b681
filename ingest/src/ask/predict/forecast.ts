import { type BgNbd, expectedPurchases, type PurchaseHistory, probabilityAlive } from "./bg-nbd.js";
import { expectedValue, type GammaGamma, type Spending } from "./gamma-gamma.js";

/** The fitted models, and how far ahead they predict. */
export interface Models {
  readonly bgNbd: BgNbd;
  readonly gammaGamma: GammaGamma | undefined;
  readonly horizonDays: number;
  readonly yearlyDiscount: number;
}

/** Length of a discounting step. */
const STEP_DAYS = 30;
/** Money columns hold values below this. */
const LARGEST = 1e15;

/** P(alive); orders of 30, 90, 365 days and of the horizon; the value of one order, and of all within the horizon. */
export type Forecast = [
  alive: number,
  in30: number,
  in90: number,
  in365: number,
  inHorizon: number,
  value: string,
  lifetime: string,
];

/**
 * Forecasts one customer: the probability of being alive, the purchases of the next 30, 90 and 365 days and of the
 * horizon, the value of one purchase, and the present value of all purchases within the horizon. Money is decimal text,
 * "0" when no value can be predicted.
 */
export function forecast(
  { bgNbd, gammaGamma, horizonDays, yearlyDiscount }: Models,
  { value, ...history }: PurchaseHistory & { readonly value: Spending },
): Forecast {
  const within = (days: number) => Math.max(0, expectedPurchases(bgNbd, history, days));
  let discounted = 0;
  let before = 0;
  for (let day = Math.min(STEP_DAYS, horizonDays); ; day = Math.min(day + STEP_DAYS, horizonDays)) {
    const until = within(day);
    discounted += (until - before) / (1 + yearlyDiscount) ** (day / 365);
    before = until;
    if (day >= horizonDays) break;
  }
  const worth = gammaGamma ? (expectedValue(gammaGamma, value) ?? 0) : 0;
  return [
    probabilityAlive(bgNbd, history),
    within(30),
    within(90),
    within(365),
    before,
    money(worth),
    money(worth * discounted),
  ];
}

function money(amount: number): string {
  return amount >= 0 && amount < LARGEST ? amount.toFixed(6) : "0";
}
