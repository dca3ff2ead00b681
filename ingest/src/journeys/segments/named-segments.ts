import type { JourneyCondition, JourneyDefinition } from "@safar/schemas";
import type { Problem } from "../definition/problem.js";

/** A place where a definition names a segment. */
export interface NamedSegment {
  readonly name: string;
  readonly path: Problem["path"];
}

/** The segments that a definition names: of its entry, and of its conditions. */
export function namedSegments({ entry, nodes }: JourneyDefinition): NamedSegment[] {
  const own = "segment" in entry ? [{ name: entry.segment, path: ["entry", "segment"] }] : [];
  return [
    ...own,
    ...Object.entries(nodes).flatMap(([name, node]) =>
      node.type === "if" ? ofCondition(node.condition, ["nodes", name, "condition"]) : [],
    ),
  ];
}

function ofCondition(condition: JourneyCondition, path: Problem["path"]): NamedSegment[] {
  if ("segment" in condition) return [{ name: condition.segment, path: [...path, "segment"] }];
  if ("not" in condition) return ofCondition(condition.not, [...path, "not"]);
  const [field, inner] =
    "all" in condition ? ["all", condition.all] : "any" in condition ? ["any", condition.any] : ["", []];
  return inner.flatMap((each, place) => ofCondition(each, [...path, field, place]));
}
