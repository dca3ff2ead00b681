import type { JourneyDefinition } from "@safar/schemas";
import type { Waiting } from "./published.js";

/** What publishing does to those who wait at a node. */
export interface Effect extends Waiting {
  /** They go on in their version, or move to the node of the same name in the new one. */
  readonly what: "stay" | "move" | "stay-without-node";
}

/** What publishing a definition does to those who wait. @param moves whether they are to move */
export function effectsOf(
  waiting: readonly Waiting[],
  { nodes }: Pick<JourneyDefinition, "nodes">,
  moves: boolean,
): Effect[] {
  return waiting.map((each) => ({
    ...each,
    what: !moves ? "stay" : Object.hasOwn(nodes, each.node) ? "move" : "stay-without-node",
  }));
}

export function effectText({ version, node, runs, what }: Effect): string {
  const who = `${runs.toLocaleString("en")} ${runs === 1 ? "waits" : "wait"} at ${node} in version ${version}`;
  return {
    stay: `${who}, and ${runs === 1 ? "goes" : "go"} on there.`,
    move: `${who}, and ${runs === 1 ? "moves" : "move"} to ${node} in the new version.`,
    "stay-without-node": `${who}, and ${runs === 1 ? "goes" : "go"} on there: the new version has no node ${node}.`,
  }[what];
}
