import { NAME_PATTERN } from "@safar/schemas/journey";
import { Type } from "typebox";

/** A day; years that ClickHouse's Date32 holds. */
const day = Type.String({ format: "date", pattern: "^(19|2[0-2])" });

/**
 * Everything that a question may be asked with: its form, and its type in ClickHouse. Values are bound to their
 * places and never become part of a statement.
 */
export const PARAMS = {
  source: { schema: Type.String({ minLength: 1, maxLength: 200 }), type: "String" },
  since: { schema: day, type: "String" },
  until: { schema: day, type: "String" },
  time_zone: { schema: Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_+/-]{0,63}$" }), type: "String" },
  period: {
    schema: Type.String({
      enum: [
        "day",
        ...["week", "month", "quarter", "year"].flatMap((length) => [length, `jalali_${length}`]),
      ],
    }),
    type: "String",
  },
  currency: { schema: Type.String({ pattern: "^[A-Z0-9]{0,4}$" }), type: "String" },
  unit: { schema: Type.String({ enum: ["session", "customer"] }), type: "String" },
  segment_by: {
    schema: Type.String({ enum: ["", "device", "campaign", "source", "landing_page"] }),
    type: "String",
  },
  within_hours: { schema: Type.String({ enum: ["1", "24", "168"] }), type: "String" },
  /** Steps of the funnel with commas; empty for all. The view says which there are. */
  steps: { schema: Type.String({ pattern: "^[a-z_,]{0,80}$" }), type: "String" },
  window_hours: { schema: Type.String({ enum: ["1", "24", "168"] }), type: "String" },
  segment: { schema: Type.String({ pattern: "^[a-z_]{1,40}$" }), type: "String" },
  /** In how many orders a pair of products stands at least; fewer list pairs without end. */
  min_orders: { schema: Type.String({ enum: ["2", "5", "10", "50"] }), type: "String" },
  journey: { schema: Type.String({ pattern: NAME_PATTERN }), type: "String" },
  /** A user id, or with `guest` an anonymous id. */
  customer: { schema: Type.String({ minLength: 1, maxLength: 512 }), type: "String" },
  guest: { schema: Type.String({ enum: ["", "on"] }), type: "String" },
  /** An id, an e-mail address or a phone number, as somebody typed it. */
  search: { schema: Type.String({ minLength: 1, maxLength: 512 }), type: "String" },
  /** Where a time line goes on: a moment in milliseconds and an id; empty for its end. */
  before: {
    schema: Type.String({ maxLength: 600, pattern: "^(-?[0-9]{1,14} [^\\u0000-\\u001f]+)?$" }),
    type: "String",
  },
  /** A list of customers. */
  list: {
    schema: Type.String({ enum: ["at_risk", "reengagement", "rfm", "forecast", "carts"] }),
    type: "String",
  },
  /** Whether those alone are listed whom marketing would reach. */
  reachable: { schema: Type.String({ enum: ["", "on"] }), type: "String" },
  /** From how many orders expected in 30 days on. */
  least: { schema: Type.String({ enum: ["0", "0.25", "0.5", "1"] }), type: "String" },
  acquired_by: {
    schema: Type.String({
      enum: ["campaign", "source", "medium", "referrer", "landing_page", "first_product"],
    }),
    type: "String",
  },
  /** Whose events: an id; empty for everybody's. */
  person: { schema: Type.String({ maxLength: 512, pattern: "^[^\\u0000-\\u001f]*$" }), type: "String" },
  /** A part of an event's name; empty for all. */
  event: { schema: Type.String({ maxLength: 200, pattern: "^[^\\u0000-\\u001f]*$" }), type: "String" },
  /** A moment of UTC; empty for the last minutes. */
  after: {
    schema: Type.String({
      pattern: "^([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?)?$",
    }),
    type: "String",
  },
  minutes: { schema: Type.Integer({ minimum: 1, maximum: 60, default: 30 }), type: "String" },
  rows: { schema: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }), type: "UInt32" },
} as const;

export type ParamName = keyof typeof PARAMS;
