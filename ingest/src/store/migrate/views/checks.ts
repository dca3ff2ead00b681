import { currencyCodes } from "../../../settings/currency.js";
import { DATABASE } from "../../warehouse/statements.js";

/** A validation rule for a view's parameters. */
interface Check {
  /** The parameters it reads; the rule applies to views that have all of them. */
  readonly parameters: readonly string[];
  /** An SQL condition that is true for invalid parameters. */
  readonly refused: string;
  /** The error message; without apostrophes. */
  readonly message: string;
}

const DATE_FORMS = "'^([0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?)?$'";

/** A whole or decimal number of hours above zero. */
const HOURS = "'^([0-9]+([.][0-9]+)?|[.][0-9]+)$'";

/** The steps of the view funnel, in their order. */
const FUNNEL_STEPS = "['product_viewed', 'product_added', 'checkout_started', 'order_completed']";

/**
 * Parameter checks of every view, evaluated once per query before any row is read. Without them a misspelt source or
 * a reversed range would give empty figures, and a day in the wrong format those of another month.
 */
export const CHECKS: readonly Check[] = [
  {
    parameters: ["source"],
    refused: `{source:String} != ''
        AND (SELECT count() FROM ${DATABASE}.sources WHERE source_id = {source:String}) = 0
        AND (SELECT count() FROM (SELECT source_id FROM ${DATABASE}.event_rows WHERE source_id = {source:String} LIMIT 1)) = 0`,
    message: "There is no such source. Their names: SELECT DISTINCT source_id FROM sources",
  },
  ...["since", "until"].map((name) => ({
    parameters: [name],
    refused: `NOT match({${name}:String}, ${DATE_FORMS})
        OR substring({${name}:String}, 1, 10) != coalesce(toString(toDate32OrNull(substring({${name}:String}, 1, 10))), '')`,
    message: `${name} is a day such as 2025-01-31 or a moment such as 2025-01-31 18:00:00`,
  })),
  {
    parameters: ["since", "until"],
    refused: "{since:String} != '' AND {until:String} != '' AND {since:String} > {until:String}",
    message: "The range is reversed: since lies after until",
  },
  {
    parameters: ["currency"],
    refused: `upper({currency:String}) NOT IN (${["", ...currencyCodes()].map((code) => `'${code}'`).join(",")})`,
    message: "currency is an ISO 4217 code such as EUR, or empty for the currency of the source",
  },
  ...["within_hours", "window_hours"].map((name) => ({
    parameters: [name],
    refused: `NOT match({${name}:String}, ${HOURS}) OR toFloat64OrZero({${name}:String}) <= 0`,
    message: `${name} is a number of hours above zero, such as 24`,
  })),
  {
    parameters: ["goal_days"],
    refused: "NOT match({goal_days:String}, '^([1-9]|[12][0-9]|30)$')",
    message: "goal_days is a whole number of days from 1 to 30",
  },
  {
    parameters: ["steps"],
    refused: `{steps:String} != '' AND (match({steps:String}, '^[a-z_]+$') OR splitByChar(',', {steps:String})
            != arrayFilter(step -> has(splitByChar(',', {steps:String}), step), ${FUNNEL_STEPS}))`,
    message: `steps are two or more of ${FUNNEL_STEPS.replaceAll(/[[\]']/g, "")}, in this order, with commas; empty for all`,
  },
  {
    parameters: ["windows"],
    refused: `arrayExists(hours -> hours != '' AND (NOT match(hours, ${HOURS}) OR toFloat64OrZero(hours) <= 0),
            splitByChar(',', {windows:String}))`,
    message: "windows are numbers of hours with commas, such as 0.5,1,24; an empty one never ends",
  },
];

/** A condition that is true, or throws an error that says what is allowed; undefined when there is nothing to check. */
export function checksOf(parameters: readonly string[]): string | undefined {
  const own = CHECKS.filter((check) => check.parameters.every((name) => parameters.includes(name)));
  if (own.length === 0) return undefined;
  const refusals = own.map(({ refused, message }) => `throwIf(${refused}, '${message}')`);
  return `(SELECT ${refusals.join("\n    + ")} = 0)`;
}
