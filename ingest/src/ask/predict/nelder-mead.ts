/** The minimum found so far. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  /** False when the search reached its limit of steps. */
  readonly converged: boolean;
}

export interface SearchOptions {
  /** Length of the first simplex' edges. */
  readonly step?: number;
  /** The search ends when all corners are this close in value and in place. */
  readonly tolerance?: number;
  readonly maxSteps?: number;
}

interface Corner {
  readonly at: readonly number[];
  readonly value: number;
}

/**
 * Finds a minimum of a function of several numbers without derivatives: the simplex method of Nelder and Mead (1965),
 * with their coefficients: reflection 1, expansion 2, contraction and shrinking 1/2.
 *
 * @param start where to begin
 */
export function nelderMead(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tolerance = 1e-7, maxSteps = 2_000 }: SearchOptions = {},
): Minimum {
  const corner = (at: readonly number[]): Corner => {
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let corners = [start, ...start.map((_, place) => start.map((x, n) => (n === place ? x + step : x)))].map(
    corner,
  );
  for (let steps = 0; ; steps++) {
    corners.sort((a, b) => a.value - b.value);
    const best = corners[0]!;
    const worst = corners.at(-1)!;
    const size = Math.max(...corners.flatMap(({ at }) => at.map((x, n) => Math.abs(x - best.at[n]!))));
    const converged = size <= tolerance && worst.value - best.value <= tolerance;
    if (converged || steps >= maxSteps) return { ...best, converged };

    const others = corners.slice(0, -1);
    const centre = start.map((_, n) => others.reduce((sum, { at }) => sum + at[n]!, 0) / others.length);
    const along = (factor: number) => corner(centre.map((x, n) => x + factor * (worst.at[n]! - x)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      corners = [...others, expanded.value < reflected.value ? expanded : reflected];
    } else if (reflected.value < others.at(-1)!.value) {
      corners = [...others, reflected];
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      corners =
        contracted.value < Math.min(worst.value, reflected.value)
          ? [...others, contracted]
          : [best, ...corners.slice(1).map(({ at }) => corner(at.map((x, n) => (x + best.at[n]!) / 2)))];
    }
  }
}
