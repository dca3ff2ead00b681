import { type FlowPart, type FlowWay, flowOf } from "../flow.js";
import { type Definition, type Spot, waysOf } from "./reshape.js";

/** A part of the drawing with the spot before it, where a node can be put. */
export interface Placed {
  readonly part: FlowPart;
  readonly before: Spot;
  readonly ways: readonly PlacedWay[];
}

export interface PlacedWay {
  readonly way: FlowWay;
  readonly parts: readonly Placed[];
  /** The spot below its last node; empty where the way goes on elsewhere. */
  readonly after: Spot;
}

/** A journey from top to bottom, with all spots. */
export function layoutOf(definition: Definition): Placed[] {
  return place(flowOf(definition), [["start"]]).placed;
}

function place(parts: readonly FlowPart[], from: Spot): { placed: Placed[]; after: Spot } {
  let before = from;
  const placed = parts.map((part): Placed => {
    const here = before;
    if (part.is !== "step") {
      before = [];
      return { part, before: here, ways: [] };
    }
    const own = waysOf(part.node).map(({ path }) => ["nodes", part.name, ...path]);
    const ways = part.ways.map((way, at): PlacedWay & { after: Spot } => {
      const inner = place(way.parts, [own[at]!]);
      return { way, parts: inner.placed, after: inner.after };
    });
    before = ways.length > 0 ? ways.flatMap(({ after }) => after) : own;
    return { part, before: here, ways };
  });
  return { placed, after: before };
}

/** All spots in the order in which they are drawn. */
export function spotsOf(parts: readonly Placed[]): Spot[] {
  return parts
    .flatMap(({ before, ways }) => [before, ...ways.flatMap((way) => [...spotsOf(way.parts), way.after])])
    .filter((spot) => spot.length > 0);
}

export const keyOf = (spot: Spot): string => JSON.stringify(spot);
