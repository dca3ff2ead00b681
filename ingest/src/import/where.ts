/** A condition on a column, such as `kind=sale`. */
export interface Condition {
  readonly column: string;
  readonly operator: Operator;
  readonly value: string;
}

const OPERATORS = ["!=", ">=", "<=", "=", ">", "<"] as const;
type Operator = (typeof OPERATORS)[number];

/**
 * Reads a condition: a column, one of = != > < >= <=, a value.
 *
 * @throws {RangeError} when there is no operator or no column before it
 */
export function readCondition(text: string): Condition {
  const at = text.search(/[=!<>]/);
  const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
  const column = text.slice(0, Math.max(0, at)).trim();
  if (operator === undefined || column === "") {
    throw new RangeError(
      `"${text}" is not a condition. Write a column, one of ${OPERATORS.join(" ")}, and a value: kind=sale.`,
    );
  }
  return { column, operator, value: text.slice(at + operator.length).trim() };
}

/** Whether a field matches a condition. Two numbers are compared as numbers, anything else as text. */
export function meets(field: string, { operator, value }: Condition): boolean {
  const order = compare(field.trim(), value);
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
  }
}

function compare(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && !Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}
