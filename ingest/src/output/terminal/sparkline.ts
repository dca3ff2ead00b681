const BARS = "▁▂▃▄▅▆▇█";

/** Draws figures over time as a line of text; unknown values leave gaps. */
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
