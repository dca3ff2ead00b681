import type { JourneyCondition, JourneyDefinition, JourneyEntry, JourneyNode } from "@safar/schemas/types";

/** The kinds of nodes, in the order in which they are offered. */
export const NODE_KINDS = ["send", "delay", "wait", "if", "split", "track", "webhook"] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** What a new node is called until somebody names it. */
const NAMES: Readonly<Record<NodeKind, string>> = {
  ...{ send: "message", delay: "pause", wait: "wait", if: "ask", split: "lot" },
  ...{ track: "track", webhook: "webhook" },
};

/** A name that no node has yet. */
export function freshName(nodes: JourneyDefinition["nodes"], kind: NodeKind): string {
  const name = NAMES[kind];
  for (let count = 1; ; count++) {
    const each = count === 1 ? name : `${name}-${count}`;
    if (!Object.hasOwn(nodes, each)) return each;
  }
}

/** A new node: whole where there is a usual value, else with empty fields to fill in. @param next where it leads */
export function blankNode(type: NodeKind, next: string, language: string): JourneyNode {
  switch (type) {
    case "send":
      return { type, channels: ["email"], message: { [language]: { subject: "", text: "" } }, next };
    case "delay":
      return { type, for: "1 hour", next };
    case "wait":
      return { type, event: "Order Completed", atMost: "3 days", yes: next, no: next };
    case "if":
      return { type, condition: blankCondition("did"), yes: next, no: next };
    case "split":
      return { type, ways: { a: { share: 50, next }, b: { share: 50, next } } };
    case "track":
      return { type, event: "", next };
    case "webhook":
      return { type, url: "", next };
  }
}

export const CONDITION_KINDS = [
  ...(["did", "didNot", "trait", "property", "segment", "all", "any", "not"] as const),
];
export type ConditionKind = (typeof CONDITION_KINDS)[number];

export function kindOf(condition: JourneyCondition): ConditionKind {
  return CONDITION_KINDS.find((kind) => Object.hasOwn(condition, kind)) ?? "all";
}

/** A condition of another kind; what was asked before stays inside where it can. */
export function blankCondition(kind: ConditionKind, before?: JourneyCondition): JourneyCondition {
  const inner = before ?? { did: "Order Completed" };
  switch (kind) {
    case "all":
      return { all: before && "any" in before ? before.any : [inner] };
    case "any":
      return { any: before && "all" in before ? before.all : [inner] };
    case "not":
      return { not: inner };
    case "did":
      return { did: "Order Completed" };
    case "didNot":
      return { didNot: "Order Completed" };
    case "trait":
      return { trait: "", is: "" };
    case "property":
      return { property: "", is: "" };
    case "segment":
      return { segment: "" };
  }
}

export type EntryKind = "event" | "segment" | "calendar";

export function blankEntry(kind: EntryKind): JourneyEntry {
  if (kind === "event") return { event: "" };
  return kind === "segment"
    ? { segment: "" }
    : { calendar: { every: "month", on: 1, at: "10:00" }, segment: "" };
}

/** A journey with nothing in it yet. */
export const BLANK_JOURNEY: JourneyDefinition = {
  ...{ name: "", entry: { event: "" }, start: "end", nodes: {} },
};
