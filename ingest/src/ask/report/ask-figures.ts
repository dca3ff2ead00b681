import type { Warehouse } from "../../store/warehouse/warehouse.js";
import {
  type AverageOrderValue,
  type CustomerValue,
  type FigureRange,
  type Figures,
  type PurchaseFrequency,
  type RepeatCustomerRate,
  type Retention,
  sqlPeriod,
} from "./figures.js";

/** How a column is transferred: a count or a rate as a JSON number, money as decimal text, text as text. */
type Column = "number" | "money" | "text";

/** A view's columns by their names in {@link Figures}. The view has the same names in snake case. */
type Columns<Row> = Readonly<Record<keyof Row, Column>>;

const REPEAT_CUSTOMER_RATE: Columns<RepeatCustomerRate> = {
  customers: "number",
  repeatCustomers: "number",
  repeatCustomerRate: "number",
};

const PURCHASE_FREQUENCY: Columns<PurchaseFrequency> = {
  customers: "number",
  orders: "number",
  ordersWithoutValue: "number",
  purchaseFrequency: "number",
};

const AVERAGE_ORDER_VALUE: Columns<AverageOrderValue> = {
  currency: "text",
  orders: "number",
  revenue: "money",
  refunds: "money",
  netRevenue: "money",
  averageOrderValue: "money",
  netAverageOrderValue: "money",
};

const CUSTOMER_VALUE: Columns<CustomerValue> = {
  currency: "text",
  customers: "number",
  orders: "number",
  revenue: "money",
  purchaseFrequency: "number",
  averageOrderValue: "money",
  customerValue: "money",
};

const RETENTION: Columns<Retention> = {
  periodStart: "text",
  isComplete: "number",
  orders: "number",
  customersAtStart: "number",
  customersAtEnd: "number",
  firstTimeCustomers: "number",
  wonBackCustomers: "number",
  retainedCustomers: "number",
  lapsedCustomers: "number",
  retentionRate: "number",
  churnRate: "number",
  retentionRateFirstTimeOnly: "number",
};

/**
 * Queries the KPI views for the figures of one range.
 *
 * @throws {WarehouseError} when the query fails, or the view or time zone does not exist
 */
export async function askFigures(warehouse: Warehouse, range: FigureRange): Promise<Figures> {
  const [repeatCustomerRate] = await askView(warehouse, "repeat_customer_rate", REPEAT_CUSTOMER_RATE, range);
  const [purchaseFrequency] = await askView(warehouse, "purchase_frequency", PURCHASE_FREQUENCY, range);
  return {
    repeatCustomerRate: repeatCustomerRate!,
    purchaseFrequency: purchaseFrequency!,
    averageOrderValue: await askView(
      warehouse,
      "average_order_value",
      AVERAGE_ORDER_VALUE,
      range,
      "currency",
    ),
    customerValue: await askView(warehouse, "customer_value", CUSTOMER_VALUE, range, "currency"),
    retention: await askView(warehouse, "retention_rate", RETENTION, range, "period_start"),
  };
}

/** Queries one parameterised view. Only a view by period takes the range's `period`. */
async function askView<Row>(
  warehouse: Warehouse,
  view: string,
  columns: Columns<Row>,
  range: FigureRange,
  orderBy?: "currency" | "period_start",
): Promise<Row[]> {
  const { source, since, until, timeZone: time_zone } = range;
  const period = sqlPeriod(range);
  const params = { source, since, until, time_zone, ...(orderBy === "period_start" ? { period } : {}) };
  const given = Object.keys(params).map((name) => `${name} = {${name}:String}`);
  const list = Object.entries<Column>(columns).map(([name, column]) => selected(name, column));
  return warehouse.query<Row>(
    `SELECT ${list.join(", ")} FROM safar.${view}(${given.join(", ")})${orderBy ? ` ORDER BY ${orderBy}` : ""}`,
    params,
  );
}

function selected(name: string, column: Column): string {
  const inView = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `${column === "number" ? `toFloat64(${inView})` : `toString(${inView})`} AS ${name}`;
}
