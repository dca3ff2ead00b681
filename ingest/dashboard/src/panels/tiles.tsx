import { useId } from "preact/hooks";
import type { Row } from "../answers.js";
import { Sparkline } from "../charts/sparkline.js";
import { KeptNote, Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { rangeParams, useView, type View } from "../view.js";
import { say } from "../words/say.js";
import { isSeriesSettled, useLatestRetention, useSeries } from "./series.js";

interface Tile {
  readonly name: keyof View["words"]["tiles"];
  readonly value: number | string | null | undefined;
  readonly before: number | string | null | undefined;
  readonly write: (value: number | string | null | undefined) => string;
  readonly trend: readonly (number | null)[];
  readonly note?: string;
}

/** The key figures: the value, the one of the period before, and its way over time. */
export function Tiles() {
  const view = useView();
  const { words, span, compared } = view;
  const heading = useId();
  const now = useAnswer("totals", rangeParams(view, span));
  const isAnswered = now.rows !== undefined;
  // The figures come first, then their lines and the first picture, then what they are compared with: asked for all at
  // once, each would come as late as the last.
  const series = useSeries(isAnswered);
  const isDrawn = isAnswered && isSeriesSettled(view, series);
  const before = useAnswer("totals", isDrawn && compared ? rangeParams(view, compared) : undefined);
  const retention = useLatestRetention(isDrawn);
  const isBusy = [now, series, before, retention].some(({ isAwaited }) => isAwaited);
  return (
    <section class="tiles-box" aria-labelledby={heading} aria-busy={isBusy} id="tiles">
      <h2 class="unseen" id={heading}>
        {words.totals}
      </h2>
      <KeptNote answer={now} />
      {!now.rows ? (
        <Waiting answer={now} words={words} />
      ) : (
        <ul class={`tiles ${now.isOld ? "old" : ""}`}>
          {tilesOf(view, now.rows, compared ? before.rows : undefined, series.rows ?? [], retention).map(
            (tile) => (
              <TileItem
                key={tile.name}
                tile={tile}
                isCompared={compared !== undefined && before.rows !== undefined}
              />
            ),
          )}
        </ul>
      )}
    </section>
  );
}

function tilesOf(
  { format, words, currency, period }: View,
  now: readonly Row[],
  before: readonly Row[] | undefined,
  series: readonly Row[],
  retention: ReturnType<typeof useLatestRetention>,
): Tile[] {
  const rowOf = (rows: readonly Row[] | undefined, code: string) =>
    rows?.find((row) => row.currency === code);
  const [own, ownBefore] = [rowOf(now, currency), rowOf(before, currency)];
  const trend = (column: string) => series.map((row) => (row[column] === null ? null : Number(row[column])));
  const figure = (row: Row | undefined, column: string) =>
    row?.[column] as number | string | null | undefined;
  const money = (value: Tile["value"]) => format.shortMoney(value, currency);
  const percent = (value: Tile["value"]) => format.percent(value);
  const none = before === undefined ? undefined : 0;
  return [
    {
      name: "revenue",
      value: figure(own, "revenue") ?? "0",
      before: figure(ownBefore, "revenue") ?? none,
      write: money,
      trend: trend("revenue"),
    },
    {
      name: "orders",
      value: figure(own, "orders") ?? 0,
      before: figure(ownBefore, "orders") ?? none,
      write: format.count,
      trend: trend("orders"),
    },
    {
      name: "customers",
      value: figure(own, "customers") ?? 0,
      before: figure(ownBefore, "customers") ?? none,
      write: format.count,
      trend: trend("customers"),
    },
    {
      name: "repeat",
      value: figure(own, "repeat_customer_rate"),
      before: figure(ownBefore, "repeat_customer_rate"),
      write: percent,
      trend: trend("repeat_customer_rate"),
    },
    {
      name: "frequency",
      value: figure(own, "purchase_frequency"),
      before: figure(ownBefore, "purchase_frequency"),
      write: (value) => format.decimal(value, 2),
      trend: trend("purchase_frequency"),
    },
    {
      name: "aov",
      value: figure(own, "average_order_value"),
      before: figure(ownBefore, "average_order_value"),
      write: money,
      trend: trend("average_order_value"),
    },
    {
      name: "value",
      value: figure(own, "customer_value"),
      before: figure(ownBefore, "customer_value"),
      write: money,
      trend: trend("customer_value"),
    },
    {
      name: "retention",
      value: retention.now?.retention_rate as number | null | undefined,
      before: retention.before?.retention_rate as number | null | undefined,
      write: percent,
      trend: retention.trend,
      note: retention.now
        ? say(words.tileAbout.retention, {
            period: format.period(String(retention.now.period_start), period),
          })
        : "",
    },
  ];
}

function TileItem({ tile, isCompared }: { readonly tile: Tile; readonly isCompared: boolean }) {
  const { words, currency, isRightToLeft } = useView();
  const about = tile.note ?? say(words.tileAbout[tile.name], { currency, period: "" });
  return (
    <li class="tile" id={`tile-${tile.name}`} title={about}>
      <span class="tile-name">{words.tiles[tile.name]}</span>
      <span class="tile-value">{tile.write(tile.value)}</span>
      <Sparkline values={tile.trend} isRightToLeft={isRightToLeft} />
      <span class="tile-before">{isCompared && <Change tile={tile} />}</span>
    </li>
  );
}

/** How a figure moved: by its arrow and words, never by colour alone. */
function Change({ tile: { value, before, write } }: { readonly tile: Tile }) {
  const { words, format } = useView();
  if (
    value === null ||
    value === undefined ||
    before === null ||
    before === undefined ||
    Number(before) === 0
  )
    return <span class="change none">{words.noneBefore}</span>;
  const ratio = Number(value) / Number(before) - 1;
  const way = Math.abs(ratio) < 0.0005 ? "same" : ratio > 0 ? "up" : "down";
  return (
    <>
      <span class={`change ${way}`}>
        <span aria-hidden="true">{{ up: "▲", down: "▼", same: "＝" }[way]}</span>
        <span class="unseen">{words[way]} </span>
        {format.percent(Math.abs(ratio) * 100)}
      </span>{" "}
      <span class="before">{say(words.newer, { value: write(before) })}</span>
    </>
  );
}
