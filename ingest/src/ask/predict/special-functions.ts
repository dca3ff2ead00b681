const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function for x > 0, by Lanczos' approximation (g = 7), to about 15 digits. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x - 1;
  let sum = LANCZOS[0]!;
  for (let n = 1; n < LANCZOS.length; n++) sum += LANCZOS[n]! / (base + n);
  const t = base + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (base + 0.5) * Math.log(t) - t + Math.log(sum);
}

const MOST_TERMS = 100_000;

/** A sum above this is scaled down, so that it does not overflow. */
const LARGE = 1e200;

/**
 * Gauss' hypergeometric function 2F1(a, b; c; z) times e^logFactor for 0 <= z < 1, as the sum of its series. The
 * function alone may overflow when its product with the factor does not.
 */
export function hypergeometric(a: number, b: number, c: number, z: number, logFactor = 0): number {
  let term = 1;
  let sum = 1;
  let log = logFactor;
  for (let n = 0; n < MOST_TERMS; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(sum) > LARGE) {
      sum /= LARGE;
      term /= LARGE;
      log += Math.log(LARGE);
    }
    if (Math.abs(term) <= 1e-14 * Math.abs(sum)) break;
  }
  return sum === 0 ? 0 : Math.sign(sum) * Math.exp(Math.log(Math.abs(sum)) + log);
}
