import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { ParamName } from "../dashboard/params.js";
import { paramsOf, type Question, selectOf } from "../dashboard/question.js";
import { QUESTIONS } from "../dashboard/questions.js";
import { ANOMALIES } from "./anomalies.js";
import { type FigureRange, sqlPeriod } from "./figures.js";
import { UNCOUNTED_REASONS } from "./uncounted-reasons.js";

/** A row of a question's result: counts and rates are numbers, money is decimal text. */
export type SectionRow = Readonly<Record<string, string | number | boolean | null>>;

/** One table of the report besides the five KPIs. It uses the dashboard's questions. */
export interface Section {
  readonly title: string;
  readonly question: Question;
  /** Columns shown to people, with their headings. Files have all columns. */
  readonly shown: Readonly<Record<string, string>>;
  /** Words shown to people instead of a column's values. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Columns drawn as sparklines below the table. */
  readonly drawn?: readonly string[];
  /** Columns that mean nothing before the period is over. The table leaves them empty until then. */
  readonly unfinished?: readonly string[];
  /** Why rows are not shown to people; files still have them. */
  readonly tooFew?: (rows: readonly SectionRow[]) => string | undefined;
}

const PEOPLE = { customer_id: "customer", email: "e-mail", phone: "phone" };

const SILENT = {
  ...PEOPLE,
  orders: "orders",
  last_order_at: "last order",
  usual_gap_days: "usual gap, days",
  silent_days: "silent, days",
  currency: "currency",
  revenue: "revenue",
};

export const SECTIONS = {
  trend: {
    title: "Figures over time, of orders in one currency and the customers who bought in it",
    question: QUESTIONS.series,
    shown: {
      period_start: "period",
      orders: "orders",
      customers: "customers",
      first_time_customers: "first-time",
      returning_customers: "returning",
      revenue: "revenue",
      average_order_value: "average order",
    },
    drawn: ["orders", "customers", "revenue", "average_order_value"],
  },
  lifecycle: {
    title: "Lifecycle, in customers of all currencies",
    question: QUESTIONS.lifecycle,
    shown: {
      period_start: "period",
      active_customers: "active",
      new_customers: "new",
      returning_customers: "returning",
      won_back_customers: "won back",
      lapsed_customers: "lapsed",
    },
    unfinished: ["lapsed_customers"],
    drawn: ["new_customers", "returning_customers", "won_back_customers", "lapsed_customers"],
  },
  cohorts: {
    title:
      "Cohorts, customers of all currencies: percent of each cohort who bought again 1, 2, 3 … periods after the " +
      "first order; * marks a period that is not over",
    question: QUESTIONS.cohorts,
    shown: {},
  },
  funnel: {
    title: "Purchase funnel: sessions from a product view to an order within 24 hours",
    question: QUESTIONS.funnel,
    shown: {
      step_name: "step",
      is_left_out: "",
      entered: "reached",
      share_of_first: "of the first step, %",
      share_of_previous: "of the previous step, %",
    },
    words: { is_left_out: { true: "left out: no session has this step", false: "" } },
  },
  rfm: {
    title:
      "RFM: customers of all currencies by how recently and how often they bought, and how much they spent in one currency",
    question: QUESTIONS.rfm_cells,
    tooFew: tooFewForRfm,
    shown: {
      segment: "group",
      r_score: "R",
      fm_score: "FM",
      customers: "customers",
      orders: "orders",
      currency: "currency",
      revenue: "revenue",
    },
  },
  carts: {
    title: "Abandoned carts: no order for 24 hours after the last product was added",
    question: QUESTIONS.carts,
    shown: {
      ...PEOPLE,
      last_added_at: "since (UTC)",
      pieces: "pieces",
      currency: "currency",
      value: "value",
    },
  },
  "at-risk": {
    title: "Customers at risk: silent for longer than their own usual gap",
    question: QUESTIONS.at_risk,
    shown: SILENT,
  },
  silent: {
    title: "Customers silent for three months or more",
    question: QUESTIONS.reengagement,
    shown: SILENT,
  },
  uncounted: {
    title: "Stored but not counted: orders, refunds and events, by reason",
    question: QUESTIONS.uncounted,
    shown: {
      reason: "reason",
      event_name: "event name",
      closest_name: "did you mean",
      count: "how many",
      currency: "currency",
      value: "worth",
      example: "example",
    },
    words: { reason: UNCOUNTED_REASONS },
  },
  anomalies: {
    title:
      "Events from pages that contradict the server or are far from the usual and may be made up, by time received",
    question: QUESTIONS.anomalies,
    shown: {
      kind: "what",
      who: "visitor or user",
      count: "how many",
      example: "example",
      first_at: "first (UTC)",
      last_at: "last (UTC)",
    },
    words: { kind: ANOMALIES },
  },
} as const satisfies Record<string, Section>;

export type SectionName = keyof typeof SECTIONS;
export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];

export interface SectionAsked extends FigureRange {
  /** ISO 4217 code; empty for the source's currency. */
  readonly currency: string;
  /** Maximum rows per list. */
  readonly rows: number;
  /** Funnel steps, separated by commas; empty for all. */
  readonly steps: string;
}

function tooFewForRfm(rows: readonly SectionRow[]): string | undefined {
  if (!rows.some((row) => row.is_small_sample)) return undefined;
  const customers = rows.reduce((sum, row) => sum + Number(row.customers), 0);
  return `Not shown: ${customers} customers bought in this range, and quintile scores mean little below 50. Use --json or --csv to get them.`;
}

/**
 * Queries the rows of a section.
 *
 * @throws {WarehouseError} when the query fails or the view does not exist
 */
export function askSection(
  warehouse: Warehouse,
  { question }: Section,
  asked: SectionAsked,
): Promise<SectionRow[]> {
  const values: Partial<Record<ParamName, string | number>> = {
    source: asked.source,
    since: asked.since,
    until: asked.until,
    time_zone: asked.timeZone,
    period: sqlPeriod(asked),
    currency: asked.currency,
    unit: "session",
    segment_by: "",
    within_hours: "24",
    window_hours: "24",
    steps: asked.steps,
    rows: asked.rows,
  };
  const params = Object.fromEntries(paramsOf(question).map((name) => [name, values[name]]));
  return warehouse.query<SectionRow>(selectOf(question), params);
}
