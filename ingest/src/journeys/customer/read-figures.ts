import type { CustomerFigures, CustomerOrder } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { DATABASE, INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import { type CustomerAsked, readKey } from "./read-ids.js";

/** Which customer's figures, by which clock and in which currency. */
export interface FiguresAsked extends CustomerAsked {
  readonly timeZone: string;
  /** '' for the source's own. */
  readonly currency: string;
}

interface StageRow {
  readonly stage: string;
  readonly origin: string;
}

interface BoughtRow {
  readonly orders: number;
  readonly lastOrderAt: string;
  readonly currency: string;
  readonly revenue: string;
  readonly averageOrder: string;
  readonly usualGapDays: number | null;
  readonly nextOrderAt: string | null;
}

interface ForecastRow {
  readonly alive: number;
  readonly orders30: number;
  readonly orders90: number;
  readonly worth: string;
  readonly currency: string;
}

const SHOP = "source = {source:String}, until = '', time_zone = {time_zone:String}";
const ITS_OWN = "v.customer_id = {id:String} AND toBool(v.is_guest) = {isGuest:Bool}";
const BY_KEY = "v.customer_key = toUInt64({key:String})";
/** `2025-01-01 12:00:00.000` as ISO 8601. */
const iso = (moment: string) => `formatDateTime(${moment}, '%Y-%m-%dT%H:%i:%SZ', 'UTC')`;

/**
 * Where a customer stands, as the view customer_profile says it of all: its parts are asked side by side, since planning
 * the whole takes longer than they do.
 *
 * @param asked by the id that figures call the customer by
 * @returns one, or none of whom figures know nothing
 */
export async function readFigures(read: Read, asked: FiguresAsked): Promise<CustomerFigures[]> {
  const { id, isGuest, source, timeZone, currency } = asked;
  const key = await readKey(read, asked);
  if (key === undefined) return [];
  const params = { source, time_zone: timeZone, currency, id, isGuest, key };
  const [staged, bought, groups, forecasts] = await Promise.all([
    readStage(read, params),
    read<BoughtRow>(
      `SELECT toUInt32(v.orders) AS orders, ${iso("v.last_order_at")} AS lastOrderAt, v.currency AS currency,
         toString(v.revenue) AS revenue,
         toString(toDecimal128(round(toDecimal256(v.revenue, 7) / nullIf(v.orders, 0), 6), 6)) AS averageOrder,
         v.usual_gap_days AS usualGapDays, toString(v.last_day + v.usual_gap_days) AS nextOrderAt
       FROM ${INTERNAL_DATABASE}.customer_orders(${SHOP}, since = '', currency = {currency:String}) AS v WHERE ${BY_KEY}`,
      params,
    ),
    read<{ segment: string }>(
      `SELECT v.segment AS segment FROM ${DATABASE}.rfm(${SHOP}, since = '', currency = {currency:String}) AS v
       WHERE ${ITS_OWN} AND NOT v.is_small_sample`,
      params,
    ),
    read<ForecastRow>(
      `SELECT v.probability_alive AS alive, v.expected_orders_30 AS orders30, v.expected_orders_90 AS orders90,
         toString(v.lifetime_value) AS worth, v.currency AS currency
       FROM ${DATABASE}.predicted_orders(source = {source:String}) AS v WHERE ${ITS_OWN}`,
      params,
    ),
  ]);
  if (staged === undefined) return [];
  return [
    {
      ...NOTHING_BOUGHT,
      ...bought[0],
      ...staged,
      group: groups[0]?.segment ?? "",
      forecast: forecasts[0] ?? null,
    },
  ];
}

const NOTHING_BOUGHT = {
  ...{ orders: 0, lastOrderAt: null, currency: "", revenue: null, averageOrder: null },
  ...{ usualGapDays: null, nextOrderAt: null },
} as const;

async function readStage(
  read: Read,
  params: Record<string, unknown>,
): Promise<Pick<CustomerFigures, "stage" | "campaign"> | undefined> {
  const [row] = await read<StageRow>(
    `SELECT v.stage AS stage, toString(v.first_origin_key) AS origin
     FROM ${INTERNAL_DATABASE}.staged_people(${SHOP}) AS v WHERE ${BY_KEY}`,
    params,
  );
  if (row === undefined) return undefined;
  const [origin] = await read<{ campaign: string }>(
    `SELECT campaign_name AS campaign FROM ${INTERNAL_DATABASE}.origins(source = {source:String})
     WHERE origin_key = toUInt64({origin:String})`,
    { ...params, origin: row.origin },
  );
  return { stage: row.stage, campaign: origin?.campaign ?? "" };
}

/** The most orders of a customer that are listed. */
const MOST_ORDERS = 500;

/** The orders of a customer, those too that are in no figure, the latest first. */
export async function readOrders(read: Read, asked: CustomerAsked): Promise<CustomerOrder[]> {
  const key = await readKey(read, asked);
  if (key === undefined) return [];
  return await read<CustomerOrder>(
    `SELECT order_id AS \`order\`, ${iso("ordered_at")} AS at, toString(currency) AS currency,
       if(is_value_unknown, NULL, toString(placed.value)) AS value, toString(arraySum(refunds.amount)) AS refunded,
       toString(uncounted) AS uncounted
     FROM ${INTERNAL_DATABASE}.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC') AS placed
     WHERE customer_key = toUInt64({key:String}) ORDER BY ordered_at DESC, order_id LIMIT ${MOST_ORDERS}`,
    { source: asked.source, key },
  );
}
