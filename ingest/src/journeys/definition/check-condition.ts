import type { JourneyCondition, JourneyPropertyRule } from "@safar/schemas";
import { COMPARISONS, type ConditionKind, conditions } from "@safar/schemas/journey";
import { type TObject, Type } from "typebox";
import { type CheckFields, fieldChecker } from "./check-fields.js";
import type { Problem } from "./problem.js";

/** How deep conditions stand in conditions at most. */
const DEEPEST = 8;

/** What stands inside is looked into by itself, so that a fault is told of its own place. */
const checkers = Object.fromEntries(
  Object.entries(conditions).map(([kind, schema]) => [kind, fieldChecker(open(kind, schema as TObject))]),
) as Record<ConditionKind, CheckFields>;

function open(kind: string, schema: TObject): TObject {
  if (kind !== "all" && kind !== "any" && kind !== "not") return schema;
  const { properties: _, required: __, type: ___, ...rules } = schema;
  return Type.Object(
    { [kind]: Type.Unknown({ description: String((schema as { description?: string }).description) }) },
    rules,
  );
}

/** Everything that is wrong with a condition, with what stands in it. */
export function checkCondition(value: unknown, at: Problem["path"], depth = 0): Problem[] {
  if (depth > DEEPEST)
    return [
      {
        code: "too_deep",
        path: at,
        message: `Conditions stand in conditions up to ${DEEPEST} deep. Split it into several nodes.`,
      },
    ];
  const kind = (Object.keys(conditions) as ConditionKind[]).find(
    (name) => typeof value === "object" && value !== null && Object.hasOwn(value, name),
  );
  if (kind === undefined)
    return [
      {
        code: "unfit",
        path: at,
        message: `A condition has one of the fields ${Object.keys(conditions).join(", ")}.`,
      },
    ];
  const unfit = checkers[kind](value, at);
  if (unfit.length > 0) return unfit;
  const condition = value as JourneyCondition;
  if ("not" in condition) return checkCondition(condition.not, [...at, "not"], depth + 1);
  if ("trait" in condition || "property" in condition) return checkComparison(condition, at);
  if ("did" in condition || "didNot" in condition)
    return [...checkRules(condition.where, [...at, "where"]), ...checkCounts(condition, at)];
  if (kind !== "all" && kind !== "any") return [];
  const inner = (condition as unknown as Record<string, unknown>)[kind];
  if (!Array.isArray(inner) || inner.length === 0 || inner.length > 32)
    return [{ code: "unfit", path: [...at, kind], message: `"${kind}" is a list of 1 to 32 conditions.` }];
  return inner.flatMap((each, place) => checkCondition(each, [...at, kind, place], depth + 1));
}

/** Rules over an event: each compares in one way. */
export function checkRules(
  rules: readonly JourneyPropertyRule[] | undefined,
  at: Problem["path"],
): Problem[] {
  return (rules ?? []).flatMap((rule, place) => checkComparison(rule, [...at, place]));
}

function checkComparison(rule: object, at: Problem["path"]): Problem[] {
  const given = COMPARISONS.filter((name) => Object.hasOwn(rule, name));
  if (given.length === 1) return [];
  const found = given.length === 0 ? "none is given" : `${given.join(" and ")} are given`;
  return [
    {
      code: "comparison",
      path: at,
      message: `Compare in exactly one way: ${found}. Use one of ${COMPARISONS.join(", ")}; for more, several conditions.`,
    },
  ];
}

function checkCounts(condition: object, at: Problem["path"]): Problem[] {
  const { atLeast, atMost } = condition as { atLeast?: number; atMost?: number };
  if (atLeast === undefined || atMost === undefined || atLeast <= atMost) return [];
  return [
    {
      code: "counts",
      path: at,
      message: `atLeast (${atLeast}) is greater than atMost (${atMost}). Swap them.`,
    },
  ];
}
