const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 2;

/** A figure's way over time, without numbers: they stand beside it and in the charts below. */
export function Sparkline({
  values,
  isRightToLeft,
}: {
  readonly values: readonly (number | null)[];
  readonly isRightToLeft: boolean;
}) {
  const known = values.flatMap((value, place) => (value === null ? [] : [{ value, place }]));
  if (known.length < 2) return <div class="spark" aria-hidden="true" />;
  const low = Math.min(...known.map(({ value }) => value));
  const high = Math.max(...known.map(({ value }) => value));
  const points = known.map(({ value, place }) => {
    const along = place / Math.max(1, values.length - 1);
    const x = EDGE + (isRightToLeft ? 1 - along : along) * (WIDTH - 2 * EDGE);
    const y = HEIGHT - EDGE - (high === low ? 0.5 : (value - low) / (high - low)) * (HEIGHT - 2 * EDGE);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(" ")} />
    </svg>
  );
}
