import type { JourneyDefinition, JourneyNode } from "@safar/schemas/types";
import { exitsOf, meetingsOf } from "../flow.js";
import { getAt, type Path, setAt } from "./path.js";

export type Definition = JourneyDefinition;

/** A place between nodes: the ways that come together there, by their paths. All of them lead to the same node. */
export type Spot = readonly Path[];

/** The ways that lead from a node, by their paths in it. */
export function waysOf(node: JourneyNode): { readonly name: string; readonly path: Path }[] {
  return exitsOf(node).map(({ name }) => ({
    name,
    path: node.type === "split" ? ["ways", name, "next"] : [name || "next"],
  }));
}

/** Every way of a journey with where it leads, that of its beginning first. */
function allWays({ start, nodes }: Definition): { readonly path: Path; readonly to: string; from: string }[] {
  const inner = Object.entries(nodes).flatMap(([from, node]) =>
    waysOf(node).map(({ path }) => ({
      path: ["nodes", from, ...path],
      to: String(getAt(node, path)),
      from,
    })),
  );
  return [{ path: ["start"], to: start, from: "" }, ...inner];
}

const lead = (definition: Definition, paths: Spot, to: string): Definition =>
  paths.reduce((all, path) => setAt(all, path, to), definition);

/** Where a spot leads. */
export function targetOf(definition: Definition, spot: Spot): string {
  return String(getAt(definition, spot[0] ?? []));
}

/** Puts a node, all of whose ways lead on, at a spot. */
export function insertAt(
  definition: Definition,
  spot: Spot,
  name: string,
  make: (next: string) => JourneyNode,
): Definition {
  const node = make(targetOf(definition, spot));
  return setAt(lead(definition, spot, name), ["nodes", name], node);
}

/** The nodes that can be come to. */
export function reached({ start, nodes }: Definition): ReadonlySet<string> {
  const found = new Set<string>();
  const go = (name: string) => {
    const node = Object.hasOwn(nodes, name) ? nodes[name] : undefined;
    if (node === undefined || found.has(name)) return;
    found.add(name);
    for (const { next } of exitsOf(node)) go(next);
  };
  go(start);
  return found;
}

/** A node with all that only its own ways come to before they meet again, and where it goes on. */
function blockOf({ nodes }: Definition, name: string): { names: ReadonlySet<string>; next: string } {
  const exits = exitsOf(nodes[name]!);
  const next = exits.length === 1 ? exits[0]!.next : (meetingsOf(nodes).get(name) ?? "end");
  const names = new Set([name]);
  const go = (to: string) => {
    const node = Object.hasOwn(nodes, to) ? nodes[to] : undefined;
    if (node === undefined || to === next || names.has(to)) return;
    names.add(to);
    for (const exit of exitsOf(node)) go(exit.next);
  };
  for (const exit of exits) go(exit.next);
  return { names, next };
}

/**
 * Takes a node out. What led to it leads on.
 *
 * @param keep of a node with several ways the one that goes on; without it all of them go, with their nodes
 */
export function removeNode(definition: Definition, name: string, keep?: string): Definition {
  const exits = exitsOf(definition.nodes[name]!);
  const { next } = blockOf(definition, name);
  const to = exits.find((exit) => exit.name === keep)?.next ?? next;
  const before = reached(definition);
  const paths = allWays(definition).filter((way) => way.to === name);
  const led = lead(
    definition,
    paths.map(({ path }) => path),
    to,
  );
  const after = reached(led);
  const lost = (each: string) => each === name || (before.has(each) && !after.has(each));
  const nodes = Object.fromEntries(Object.entries(led.nodes).filter(([each]) => !lost(each)));
  return { ...led, nodes };
}

/**
 * Moves a node, with what stands on its ways, to a spot.
 *
 * @returns undefined where it can't go: into itself, where it stands, or where ways would lead in a circle
 */
export function moveNode(definition: Definition, name: string, spot: Spot): Definition | undefined {
  const { names, next } = blockOf(definition, name);
  if (spot.some((path) => path[0] === "nodes" && names.has(String(path[1])))) return undefined;
  const ways = allWays(definition);
  const into = ways.filter((way) => way.to === name && !names.has(way.from)).map(({ path }) => path);
  const out = ways.filter((way) => way.to === next && names.has(way.from)).map(({ path }) => path);
  const without = lead(definition, into, next);
  const moved = lead(lead(without, out, targetOf(without, spot)), spot, name);
  const isSame = JSON.stringify(moved) === JSON.stringify(definition);
  return isSame || hasCircle(moved) ? undefined : moved;
}

/** Whether some ways lead in a circle. */
export function hasCircle({ nodes }: Definition): boolean {
  const done = new Set<string>();
  const visit = (name: string, trail: ReadonlySet<string>): boolean => {
    const node = Object.hasOwn(nodes, name) ? nodes[name] : undefined;
    if (node === undefined || done.has(name)) return false;
    if (trail.has(name)) return true;
    const isRound = exitsOf(node).some(({ next }) => visit(next, new Set([...trail, name])));
    done.add(name);
    return isRound;
  };
  return Object.keys(nodes).some((name) => visit(name, new Set()));
}

/** Gives a node another name; it keeps its place in the file, and what leads to it leads there. */
export function renameNode(definition: Definition, name: string, next: string): Definition {
  const paths = allWays(definition).filter((way) => way.to === name);
  const led = lead(
    definition,
    paths.map(({ path }) => path),
    next,
  );
  const nodes = Object.entries(led.nodes).map(([each, node]) => [each === name ? next : each, node]);
  return { ...led, nodes: Object.fromEntries(nodes) };
}
