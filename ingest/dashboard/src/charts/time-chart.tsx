import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { useView } from "../view.js";
import { colour } from "./colours.js";

/** One thing that is drawn over time. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A custom property of the style, such as `--teal`. */
  readonly colour: string;
  /** Bars with the same stack stand on each other. */
  readonly kind: "line" | "dashed" | "stacked";
}

interface TimeChartProps {
  /** What the picture is of, in a sentence for those who don't see it. */
  readonly summary: string;
  /** One a place on the axis. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** Writes a value whole, and as short as an axis needs. */
  readonly write: (value: number | null) => string;
  readonly writeShort: (value: number) => string;
  readonly height?: number;
}

/** Steps of the axis of values. Smaller ones would be written alike: 0.5% and 1% are both "1%" without decimals. */
const WHOLE_STEPS = Array.from({ length: 15 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

const AXIS_FONT = "12px system-ui, 'Segoe UI', Roboto, Vazirmatn, Tahoma, sans-serif";

/**
 * Lines and stacked bars over time. Drawn on a canvas, so what it shows is also told in words: the arrow keys go
 * from place to place, and each place is read out.
 */
export function TimeChart(props: TimeChartProps) {
  const { labels, series, summary, write } = props;
  const { isRightToLeft, theme } = useView();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const [place, setPlace] = useState<number | undefined>(undefined);

  // A new picture for what changes it, and not for every render.
  useEffect(() => {
    const element = box.current!;
    const drawn = new uPlot(
      options(props, element.clientWidth, isRightToLeft, setPlace),
      dataOf(series),
      element,
    );
    chart.current = drawn;
    const resized = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      if (width > 0 && width !== drawn.width) drawn.setSize({ width, height: drawn.height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
    };
  }, [JSON.stringify([labels, series, summary]), isRightToLeft, theme]);

  const go = (event: KeyboardEvent) => {
    const ahead = { ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1 }[event.key];
    const last = labels.length - 1;
    const ends = { Home: 0, End: last }[event.key];
    if (ahead === undefined && ends === undefined) return;
    event.preventDefault();
    const next = ends ?? Math.max(0, Math.min(last, (place ?? (ahead! > 0 ? -1 : last + 1)) + ahead!));
    const drawn = chart.current!;
    drawn.setCursor({ left: drawn.valToPos(next, "x"), top: drawn.bbox.height / devicePixelRatio / 2 });
    setPlace(next);
  };

  return (
    <figure class="chart">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
      <div
        class="plot"
        ref={box}
        role="group"
        aria-label={summary}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the places out
        tabIndex={0}
        onKeyDown={go}
        onBlur={() => setPlace(undefined)}
      />
      <figcaption class="legend">
        <span class="legend-place" aria-live="polite">
          {place === undefined ? "" : labels[place]}
        </span>
        {series.map(({ label, colour: name, kind, values }) => (
          <span key={label} class="legend-item">
            <i class={`key ${kind}`} style={{ color: `var(${name})` }} aria-hidden="true" />
            {label}
            {place !== undefined && <b aria-live="polite">{write(values[place] ?? null)}</b>}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** Stacked series are drawn as sums, the whole stack first and its lower parts over it. */
function dataOf(series: readonly Series[]): uPlot.AlignedData {
  const length = Math.max(...series.map(({ values }) => values.length));
  const places = Array.from({ length }, (_, index) => index);
  return [places, ...drawingOrder(series).map(({ drawn }) => drawn)] as uPlot.AlignedData;
}

interface DrawnSeries extends Series {
  readonly drawn: (number | null)[];
}

function drawingOrder(series: readonly Series[]): DrawnSeries[] {
  const above: number[] = [];
  const below: number[] = [];
  const drawn = series.map((each) => ({
    ...each,
    drawn: each.values.map((value, index) => {
      if (each.kind !== "stacked") return value;
      const side = (value ?? 0) < 0 ? below : above;
      side[index] = (side[index] ?? 0) + (value ?? 0);
      return side[index];
    }),
  }));
  const bars = drawn.filter(({ kind }) => kind === "stacked").reverse();
  return [...bars, ...drawn.filter(({ kind }) => kind !== "stacked")];
}

function options(
  { labels, series, writeShort, height = 220 }: TimeChartProps,
  width: number,
  isRightToLeft: boolean,
  onPlace: (place: number | undefined) => void,
): uPlot.Options {
  const [text, grid] = [colour("--soft"), colour("--line")];
  const axis = { stroke: text, font: AXIS_FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const hasBars = series.some(({ kind }) => kind === "stacked");
  const bars = uPlot.paths.bars!({ size: [0.66, 48], radius: 0.15 });
  return {
    width: Math.max(width, 120),
    height,
    legend: { show: false },
    padding: [10, 12, 0, 12],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: {
        time: false,
        dir: isRightToLeft ? -1 : 1,
        range: () => (hasBars ? [-0.6, labels.length - 0.4] : [-0.2, Math.max(0.2, labels.length - 0.8)]),
      },
      y: { range: (_self, low, high) => [Math.min(0, low * 1.05), Math.max(1, high * 1.08)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 84,
        splits: (_self, _axis, from, to, increment) => wholePlaces(from, to, increment),
        values: (_self, splits) => splits.map((place) => labels[place] ?? ""),
      },
      {
        ...axis,
        side: isRightToLeft ? 1 : 3,
        size: 62,
        incrs: WHOLE_STEPS,
        values: (_self, splits) => splits.map((value) => writeShort(value)),
      },
    ],
    series: [
      {},
      ...drawingOrder(series).map(
        ({ label, kind, colour: name }): uPlot.Series =>
          kind === "stacked"
            ? { label, fill: colour(name), width: 0, paths: bars, points: { show: false } }
            : {
                label,
                stroke: colour(name),
                width: 2,
                ...(kind === "dashed" ? { dash: [5, 5] } : { fill: `${colour(name)}18` }),
                points: { show: labels.length <= 2 },
              },
      ),
    ],
    hooks: {
      // The picture's box is left to right. Its words are not, and a canvas forgets it with each new size.
      drawClear: [
        ({ ctx }) => {
          ctx.direction = isRightToLeft ? "rtl" : "ltr";
        },
      ],
      setCursor: [
        (drawn) =>
          onPlace(
            drawn.cursor.left !== undefined && drawn.cursor.left >= 0
              ? (drawn.cursor.idx ?? undefined)
              : undefined,
          ),
      ],
    },
  };
}

/** Every place, or every second, fifth … so that their names have room. */
function wholePlaces(from: number, to: number, increment: number): number[] {
  const step = Math.max(1, Math.ceil(increment));
  const places: number[] = [];
  for (let place = Math.max(0, Math.ceil(from)); place <= to; place += step) places.push(place);
  return places;
}
