import { CURRENCY } from "../catalogue.js";
import { el } from "../element.js";
import { gathered } from "../gathered.js";
import { askFigures, type RetentionPeriod, type ShopFigures } from "./ask.js";

/** How long it waits, in milliseconds, after events arrived: more may be on their way. */
const GATHER_MS = 250;
/** The collector gives an answer again for a second, also one that it began to read before the last events came. */
const SETTLED_MS = 1_500;
/** How long until it asks again when the collector did not answer. */
const AGAIN_MS = 3_000;

/** How much of its room the highest column takes, in percent; its figure stands above it. */
const HIGHEST_BAR = 68;

interface Tile {
  readonly name: string;
  readonly meaning: string;
  readonly read: (figures: ShopFigures["figures"]) => { readonly value: string; readonly of: string };
}

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const percent = (rate: number | null | undefined) => (rate == null ? "–" : `${rate.toFixed(1)}%`);

/** A decimal text with two digits behind the point. Display alone: nothing is computed with it. */
function moneyFigure(decimal: string | null | undefined): string {
  return decimal == null
    ? "–"
    : new Intl.NumberFormat("en", { style: "currency", currency: CURRENCY }).format(Number(decimal));
}

const TILES: readonly Tile[] = [
  {
    name: "Customers",
    meaning: "Everybody who bought in these six months",
    read: ({ repeatCustomerRate: r, purchaseFrequency: f }) => ({
      value: number.format(r.customers),
      of: f.orders === 1 ? "1 order" : `${number.format(f.orders)} orders`,
    }),
  },
  {
    name: "Repeat customer rate",
    meaning: "Customers with more than one order ÷ customers",
    read: ({ repeatCustomerRate: r }) => ({
      value: percent(r.repeatCustomerRate),
      of: `${number.format(r.repeatCustomers)} came again`,
    }),
  },
  {
    name: "Purchase frequency",
    meaning: "Orders ÷ customers",
    read: ({ purchaseFrequency: f }) => ({
      value: f.purchaseFrequency === null ? "–" : f.purchaseFrequency.toFixed(2),
      of: "orders each",
    }),
  },
  {
    name: "Average order value",
    meaning: "Revenue ÷ orders",
    read: (figures) => ({
      value: moneyFigure(inCurrency(figures.averageOrderValue)?.averageOrderValue),
      of: "an order",
    }),
  },
  {
    name: "Customer value",
    meaning: "Purchase frequency × average order value",
    read: (figures) => ({
      value: moneyFigure(inCurrency(figures.customerValue)?.customerValue),
      of: "a customer",
    }),
  },
  {
    name: "Retention",
    meaning: "Of last month's customers, the share that bought again this month",
    read: ({ retention }) => {
      const month = retention.at(-1);
      return {
        value: percent(month?.retentionRate),
        of: month ? `${month.retainedCustomers} of ${month.customersAtStart} stayed` : "this month",
      };
    },
  },
];

function inCurrency<Row extends { readonly currency: string }>(rows: readonly Row[]): Row | undefined {
  return rows.find(({ currency }) => currency === CURRENCY);
}

/**
 * The five KPIs, and how they move.
 *
 * @returns its element, and what to call when events have arrived
 */
export function figuresBoard() {
  const tiles = TILES.map((tile) => {
    const value = el("span", { class: "tile-value" }, "–");
    const of = el("span", { class: "tile-of" }, "\u00a0");
    const element = el(
      "div",
      { class: "tile" },
      el("dt", { title: tile.meaning }, tile.name),
      el("dd", {}, value, of),
    );
    return { ...tile, element, value, of };
  });
  const months = el("div", { class: "months", role: "img" });
  const state = el("p", { class: "hint", role: "status" });
  let isFirst = true;
  let settled: ReturnType<typeof setTimeout> | undefined;

  const refresh = async () => {
    try {
      const { figures } = await askFigures();
      state.textContent = "";
      for (const { element, value, of, read } of tiles) {
        const next = read(figures);
        if (value.textContent !== next.value && !isFirst) flash(element);
        value.textContent = next.value;
        of.textContent = next.of;
      }
      drawMonths(months, figures.retention);
      isFirst = false;
    } catch {
      state.textContent = "The collector does not answer. The figures come back when it does.";
      later(AGAIN_MS);
    }
  };
  const later = gathered(() => void refresh());
  later(0);
  return {
    element: el(
      "div",
      {},
      el("dl", { class: "tiles" }, ...tiles.map(({ element }) => element)),
      months,
      state,
    ),
    eventsArrived: () => {
      later(GATHER_MS);
      clearTimeout(settled);
      settled = setTimeout(later, SETTLED_MS, 0);
    },
  };
}

function flash(tile: HTMLElement): void {
  tile.classList.remove("moved");
  // Reading a size makes the browser forget the animation that ran before.
  void tile.offsetWidth;
  tile.classList.add("moved");
}

/** Retention month by month, as columns. */
function drawMonths(chart: HTMLElement, retention: readonly RetentionPeriod[]): void {
  const rates = retention.flatMap(({ retentionRate }) => retentionRate ?? []);
  chart.hidden = rates.length === 0;
  const top = Math.max(50, ...rates);
  const named = retention.map((period) => ({ ...period, month: monthName(period.periodStart) }));
  chart.setAttribute(
    "aria-label",
    `Retention by month: ${named.map(({ month, retentionRate }) => `${month} ${percent(retentionRate)}`).join(", ")}`,
  );
  chart.replaceChildren(
    ...named.map(({ month, retentionRate }) => {
      const bar = el("span", { class: "bar" });
      bar.style.blockSize = `${(HIGHEST_BAR * (retentionRate ?? 0)) / top}%`;
      return el(
        "span",
        { class: "month" },
        el("span", { class: "bar-room" }, retentionRate !== null && Math.round(retentionRate), bar),
        month,
      );
    }),
  );
}

function monthName(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en", { month: "short", timeZone: "UTC" });
}
