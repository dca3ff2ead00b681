import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { ParamName } from "../dashboard/params.js";
import { paramsOf, type Question, selectOf } from "../dashboard/question.js";
import { QUESTIONS } from "../dashboard/questions.js";
import { ANOMALIES } from "./anomalies.js";
import { type FigureRange, sqlPeriod } from "./figures.js";
import { UNCOUNTED_REASONS } from "./uncounted-reasons.js";

/** A row as a question gives it: counts and rates are numbers, money is decimal text. */
export type SectionRow = Readonly<Record<string, string | number | boolean | null>>;

/** One table of the report beside the five KPIs; it asks what the dashboard asks. */
export interface Section {
  readonly title: string;
  readonly question: Question;
  /** The columns that people are shown, and their heads; files have all. */
  readonly shown: Readonly<Record<string, string>>;
  /** What people are shown in place of the values of a column. */
  readonly words?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Columns whose way over time is drawn below the table. */
  readonly drawn?: readonly string[];
  /** Columns that say nothing of a period that is not over: they stay empty in the table. */
  readonly unfinished?: readonly string[];
  /** Why rows are not shown to people; files have them. */
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
      "Cohorts of customers of all currencies: the share of each that bought again, so many periods after its first " +
      "order, in percent; * of a period that is not over",
    question: QUESTIONS.cohorts,
    shown: {},
  },
  funnel: {
    title: "From a product seen to an order within 24 hours, in sessions",
    question: QUESTIONS.funnel,
    shown: {
      step_name: "step",
      is_left_out: "",
      entered: "reached",
      share_of_first: "of the first, %",
      share_of_previous: "of the one before, %",
    },
    words: { is_left_out: { true: "left out: nobody took it", false: "" } },
  },
  rfm: {
    title:
      "RFM: customers of all currencies by how recently and how often they bought, and how much in one currency",
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
    title: "Stored and not counted: orders, refunds and events, by reason",
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
    title: "What pages tell that does not fit, which may be made up: by when it was received",
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
  /** ISO 4217 code; empty for the source's own. */
  readonly currency: string;
  /** Most rows of a list. */
  readonly rows: number;
  /** Steps of the funnel with commas; empty for all. */
  readonly steps: string;
}

function tooFewForRfm(rows: readonly SectionRow[]): string | undefined {
  if (!rows.some((row) => row.is_small_sample)) return undefined;
  const customers = rows.reduce((sum, row) => sum + Number(row.customers), 0);
  return `Not shown: ${customers} customers bought in this range, and scores by fifths say little of fewer than 50. --json and --csv give them.`;
}

/**
 * Asks for the rows of a section.
 *
 * @throws {WarehouseError} when the warehouse can't be asked, or lacks the view
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
