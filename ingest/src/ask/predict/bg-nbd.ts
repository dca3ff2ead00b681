import { nelderMead } from "./nelder-mead.js";
import { hypergeometric, logGamma } from "./special-functions.js";

/** A customer's purchase times, reduced to what the model needs. All times are in the same unit. */
export interface PurchaseHistory {
  /** Repeat purchases: all but the first. */
  readonly repeats: number;
  /** From the first purchase to the last; 0 without a repeat. */
  readonly recency: number;
  /** From the first purchase to now. */
  readonly age: number;
}

/** A history, and how many customers have it. */
export interface CountedHistory extends PurchaseHistory {
  readonly customers: number;
}

/** When customers can drop out: after each repeat purchase (BG/NBD), or after every purchase (MBG/NBD). */
export const MODELS = ["bg-nbd", "mbg-nbd"] as const;
export type ModelName = (typeof MODELS)[number];

/** Purchase rates are gamma distributed (r, alpha); drop-out probabilities after a purchase are beta distributed (a, b). */
export interface BgNbd {
  /** Default: `bg-nbd`. */
  readonly model?: ModelName;
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** Parameters at e^12 already mean that all customers are alike; larger values add nothing. */
const LONGEST_LOG = 12;

/**
 * Fits the BG/NBD model by maximum likelihood: Fader, Hardie, Lee, "Counting Your Customers" the Easy Way, Marketing
 * Science 24 (2005), equation 6. Or MBG/NBD: Batislam, Denizel, Filiztekin, Empirical validation and comparison of models
 * for customer base analysis, International Journal of Research in Marketing 24 (2007). In BG/NBD, a customer with one
 * purchase is always alive; in MBG/NBD they may have dropped out after it. Otherwise MBG/NBD is BG/NBD with b + 1.
 *
 * @returns the parameters, alpha in the histories' unit of time; undefined when no maximum was found
 */
export function fitBgNbd(
  histories: readonly CountedHistory[],
  model: ModelName = "bg-nbd",
): BgNbd | undefined {
  const customers = histories.reduce((sum, own) => sum + own.customers, 0);
  const longest = histories.reduce((most, { age }) => Math.max(most, age), 0);
  if (customers === 0 || longest === 0) return undefined;
  // Scale time so that the longest history is 40: then all parameters are of similar size.
  const unit = longest / 40;
  const scaled = histories.map((own) => ({ ...own, recency: own.recency / unit, age: own.age / unit }));
  const cost = (logs: readonly number[]) => {
    const [r = 0, alpha = 0, a = 0, b = 0] = logs.map(Math.exp);
    if (logs.some((log) => Math.abs(log) > LONGEST_LOG)) return Number.POSITIVE_INFINITY;
    return -logLikelihood({ model, r, alpha, a, b }, scaled) / customers;
  };
  const { at, value, converged } = nelderMead(cost, [0, 1, 0, 1]);
  const [r = 0, alpha = 0, a = 0, b = 0] = at.map(Math.exp);
  return converged && Number.isFinite(value) ? { model, r, alpha: alpha * unit, a, b } : undefined;
}

/** How many more purchases than in BG/NBD a customer could have dropped out after. */
function chances({ model }: BgNbd): 0 | 1 {
  return model === "mbg-nbd" ? 1 : 0;
}

function logLikelihood(model: BgNbd, histories: readonly CountedHistory[]): number {
  const { r, alpha, a, b } = model;
  const more = chances(model);
  const ofRepeats = new Map<number, number>();
  const constant = r * Math.log(alpha) - logGamma(r) + logGamma(a + b) - logGamma(b);
  let sum = 0;
  for (const { repeats: x, recency, age, customers } of histories) {
    let known = ofRepeats.get(x);
    if (known === undefined) {
      known = constant + logGamma(r + x) + logGamma(b + more + x) - logGamma(a + b + more + x);
      ofRepeats.set(x, known);
    }
    const stayed = -(r + x) * Math.log(alpha + age);
    if (x + more === 0) {
      sum += customers * (known + stayed);
      continue;
    }
    const left = Math.log(a) - Math.log(b + more + x - 1) - (r + x) * Math.log(alpha + recency);
    const most = Math.max(stayed, left);
    sum += customers * (known + most + Math.log(Math.exp(stayed - most) + Math.exp(left - most)));
  }
  return sum;
}

/** The probability that a customer is still alive; equation 7 with Fader, Hardie, Lee, "Computing P(alive)" (2008). */
export function probabilityAlive(model: BgNbd, { repeats: x, recency, age }: PurchaseHistory): number {
  const { r, alpha, a, b } = model;
  const more = chances(model);
  if (x + more === 0) return 1;
  return 1 / (1 + (a / (b + more + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x));
}

const LARGE_A = 50;

/**
 * Expected purchases within a time from now; equation 10.
 *
 * The paper's 2F1 converges slowly for customers who buy often. Euler's transformation gives one that stays near 1, as
 * long as a is not large.
 */
export function expectedPurchases(model: BgNbd, history: PurchaseHistory, time: number): number {
  const { r, alpha } = model;
  const b = model.b + chances(model);
  // The formula divides by zero at a = 1, but its limit exists.
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a;
  const { repeats: x, age } = history;
  const z = time / (alpha + age + time);
  const left = Math.log1p(-z);
  const inner =
    a < LARGE_A
      ? hypergeometric(a + b - 1 - r, a - 1, a + b + x - 1, z, (a - 1) * left)
      : hypergeometric(r + x, b + x, a + b + x - 1, z, (r + x) * left);
  return ((a + b + x - 1) / (a - 1)) * (1 - inner) * probabilityAlive(model, history);
}
