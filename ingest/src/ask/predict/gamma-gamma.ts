import { nelderMead } from "./nelder-mead.js";
import { logGamma } from "./special-functions.js";

/** A customer's average purchase value, and the number of purchases. */
export interface Spending {
  readonly purchases: number;
  readonly average: number;
}

/** A customer's purchase values are gamma distributed (p, nu), and so is nu over customers (q, v). */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

/**
 * Fits the gamma-gamma model by maximum likelihood: Fader, Hardie, "The Gamma-Gamma Model of Monetary Value" (2013),
 * equation 1a.
 *
 * @param spending of customers with at least one purchase of a value above zero
 * @returns undefined when no maximum was found
 */
export function fitGammaGamma(spending: readonly Spending[]): GammaGamma | undefined {
  const customers = spending.length;
  if (customers === 0) return undefined;
  // Scale values so that their mean is 10: then all parameters are of similar size.
  const unit = spending.reduce((sum, { average }) => sum + average, 0) / customers / 10;
  const scaled = spending.map(({ purchases, average }) => ({ purchases, average: average / unit }));
  const cost = (logs: readonly number[]) => {
    if (logs.some((log) => Math.abs(log) > 20)) return Number.POSITIVE_INFINITY;
    const [p = 0, q = 0, v = 0] = logs.map(Math.exp);
    return -logLikelihood({ p, q, v }, scaled) / customers;
  };
  const { at, value, converged } = nelderMead(cost, [1, 1, 2]);
  const [p = 0, q = 0, v = 0] = at.map(Math.exp);
  return converged && Number.isFinite(value) ? { p, q, v: v * unit } : undefined;
}

function logLikelihood({ p, q, v }: GammaGamma, spending: readonly Spending[]): number {
  let sum = 0;
  for (const { purchases: x, average: z } of spending) {
    sum +=
      logGamma(p * x + q) -
      logGamma(p * x) -
      logGamma(q) +
      q * Math.log(v) +
      (p * x - 1) * Math.log(z) +
      p * x * Math.log(x) -
      (p * x + q) * Math.log(v + x * z);
  }
  return sum;
}

/**
 * The expected value of a customer's purchase; equation 5. It lies between the customer's own average and that of all
 * customers; without purchases it is the latter.
 *
 * @returns undefined for a customer with too little data: the model then has no mean
 */
export function expectedValue(
  { p, q, v }: GammaGamma,
  { purchases: x, average }: Spending,
): number | undefined {
  const divisor = p * x + q - 1;
  return divisor > 0 ? (p * (v + x * average)) / divisor : undefined;
}
