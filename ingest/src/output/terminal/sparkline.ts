const BARS = "▁▂▃▄▅▆▇█";

/** Figures over time in a line of text; what is unknown leaves a gap. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const height = Math.max(...known) - low;
  return values
    .map((value) => {
      if (value === null) return " ";
      return BARS[height === 0 ? 0 : Math.round(((value - low) / height) * (BARS.length - 1))];
    })
    .join("");
}
