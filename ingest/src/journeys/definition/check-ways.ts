import type { JourneyDefinition, JourneyNode } from "@safar/schemas";
import { END } from "@safar/schemas/journey";
import type { Problem } from "./problem.js";

/** A way from a node: the fields that name it, and where it leads. */
export interface Way {
  readonly path: readonly string[];
  readonly to: string;
}

/** The ways that lead from a node. */
export function waysOf(node: JourneyNode): Way[] {
  switch (node.type) {
    case "if":
    case "wait":
      return [
        { path: ["yes"], to: node.yes },
        { path: ["no"], to: node.no },
      ];
    case "split":
      return Object.entries(node.ways).map(([name, { next }]) => ({
        path: ["ways", name, "next"],
        to: next,
      }));
    default:
      return [{ path: ["next"], to: node.next }];
  }
}

/**
 * What is wrong with the ways between nodes that are whole by themselves: a way into nowhere, a node that nobody comes
 * to, a circle. Without these every way leads to the end.
 */
export function checkWays({ start, nodes }: Pick<JourneyDefinition, "start" | "nodes">): Problem[] {
  const problems: Problem[] = [];
  const isThere = (to: string) => to === END || Object.hasOwn(nodes, to);
  const lead = (to: string, path: Problem["path"]) => {
    if (isThere(to)) return;
    problems.push({
      code: "unknown_node",
      path,
      message: `There is no node "${to}". Nodes are ${Object.keys(nodes).join(", ")}; "${END}" ends the journey.`,
    });
  };
  lead(start, ["start"]);
  for (const [name, node] of Object.entries(nodes))
    for (const { path, to } of waysOf(node)) lead(to, ["nodes", name, ...path]);
  if (problems.length > 0) return problems;

  const { reached, circle } = walk(start, nodes);
  if (circle !== undefined)
    problems.push({
      code: "circle",
      path: ["nodes", circle.at(-2)!],
      message: `These nodes lead in a circle: ${circle.join(" → ")}. Let one of them lead to "${END}"; who shall come in again does so by "again" of the entry.`,
    });
  for (const name of Object.keys(nodes)) {
    if (reached.has(name)) continue;
    problems.push({
      code: "unreachable_node",
      path: ["nodes", name],
      message: "No way leads to this node. Let another one lead to it, or delete it.",
    });
  }
  return problems;
}

/** Goes every way once. */
function walk(
  start: string,
  nodes: JourneyDefinition["nodes"],
): { reached: ReadonlySet<string>; circle: string[] | undefined } {
  const reached = new Set<string>();
  const done = new Set<string>();
  let circle: string[] | undefined;
  const visit = (name: string, trail: readonly string[]): void => {
    if (name === END || done.has(name)) return;
    if (trail.includes(name)) {
      circle ??= [...trail.slice(trail.indexOf(name)), name];
      return;
    }
    reached.add(name);
    for (const { to } of waysOf(nodes[name]!)) visit(to, [...trail, name]);
    done.add(name);
  };
  visit(start, []);
  return { reached, circle };
}
