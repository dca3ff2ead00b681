import type { JourneyDefinition, JourneyNode } from "@safar/schemas/types";

/** A node and where it leads: one way on is drawn as a line, several as columns that meet again below. */
export interface Step {
  readonly is: "step";
  readonly name: string;
  readonly node: JourneyNode;
  readonly ways: readonly FlowWay[];
}

/** One of several ways on from a node. */
export interface FlowWay {
  /** `yes`, `no`, or the name of a split's way. */
  readonly name: string;
  /** Of a split, in percent. */
  readonly share: number | undefined;
  readonly parts: readonly FlowPart[];
}

/** What is drawn below each other: nodes, a pointer to a node that is drawn elsewhere, the end. */
export type FlowPart = Step | { readonly is: "jump"; readonly to: string } | { readonly is: "end" };

const END = "end";

interface Exit {
  readonly name: string;
  readonly share: number | undefined;
  readonly next: string;
}

/** Where a node leads. */
export function exitsOf(node: JourneyNode): Exit[] {
  if (node.type === "split")
    return Object.entries(node.ways).map(([name, { share, next }]) => ({ name, share, next }));
  if (node.type === "if" || node.type === "wait")
    return (["yes", "no"] as const).map((name) => ({ name, share: undefined, next: node[name] }));
  return [{ name: "", share: undefined, next: node.next }];
}

/**
 * Lays a journey out from top to bottom: each node once, ways side by side until the first node that all of them come
 * to. Of a definition that does not hold, a way in a circle ends at the node that is drawn already.
 */
export function flowOf({ start, nodes }: Pick<JourneyDefinition, "start" | "nodes">): FlowPart[] {
  const meets = meetingsOf(nodes);
  const drawn = new Set<string>();
  const walk = (from: string, until: string | undefined): FlowPart[] => {
    const parts: FlowPart[] = [];
    for (let name = from; name !== until; ) {
      const node = Object.hasOwn(nodes, name) ? nodes[name] : undefined;
      if (name === END || node === undefined) return [...parts, { is: "end" }];
      if (drawn.has(name)) return [...parts, { is: "jump", to: name }];
      drawn.add(name);
      const exits = exitsOf(node);
      const next = exits.length === 1 ? exits[0]!.next : (meets.get(name) ?? END);
      const ways =
        exits.length === 1
          ? []
          : exits.map((exit) => ({ name: exit.name, share: exit.share, parts: walk(exit.next, next) }));
      parts.push({ is: "step", name, node, ways });
      name = next;
    }
    return parts;
  };
  return walk(start, undefined);
}

/** For each node the first one that all of its ways come to. A way that leads in a circle comes to nothing. */
export function meetingsOf(nodes: JourneyDefinition["nodes"]): Map<string, string> {
  // What every way from a node comes to, the node itself first, in the order of the ways.
  const passed = new Map<string, readonly string[]>([[END, [END]]]);
  const meets = new Map<string, string>();
  const passedFrom = (name: string): readonly string[] => {
    const known = passed.get(name);
    if (known) return known;
    passed.set(name, [name]);
    const node = Object.hasOwn(nodes, name) ? nodes[name] : undefined;
    const [first = [END], ...others] = node ? exitsOf(node).map(({ next }) => passedFrom(next)) : [];
    const common = first.filter((each) => others.every((other) => other.includes(each)));
    meets.set(name, common[0] ?? END);
    const all = [name, ...common];
    passed.set(name, all);
    return all;
  };
  for (const name of Object.keys(nodes)) passedFrom(name);
  return meets;
}
