import type { JourneyDefinition } from "@safar/schemas";

/** What a difference is of: a node that came or went, what a node says, a segment's SELECT, or any other field. */
export type DifferenceKind = "node" | "text" | "segment" | "setting";

/** One place in which two definitions differ. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Where, as `nodes.remind.message.en.subject`. */
  readonly at: string;
  /** JSON values; undefined where there was or is none. */
  readonly before: unknown;
  readonly after: unknown;
}

/** A definition, and the SELECT of each segment that it names. */
export interface Defined {
  readonly definition: JourneyDefinition;
  readonly segments: Readonly<Record<string, string>>;
}

/** Where two versions of a journey differ, in the order of the later one; the file's `$schema` is no part of either. */
export function differences(before: Defined, after: Defined): Difference[] {
  const [was, is] = [placesOf(before), placesOf(after)];
  const found: Difference[] = [];
  for (const at of new Set([...is.keys(), ...was.keys()])) {
    const [old, now] = [was.get(at), is.get(at)];
    // Of a node that came or went the node alone is told, not each of its fields.
    const node = /^nodes\.([^.]+)\./.exec(at)?.[1];
    if (node !== undefined && before.definition.nodes[node] === undefined) continue;
    if (node !== undefined && after.definition.nodes[node] === undefined) continue;
    const isNode = /^nodes\.[^.]+$/.test(at);
    if (isNode ? old !== undefined && now !== undefined : JSON.stringify(old) === JSON.stringify(now))
      continue;
    found.push({ kind: kindOf(at, isNode), at, before: old, after: now });
  }
  return found;
}

/** What publishing a journey for the first time does. */
export function firstText({ name, nodes }: Pick<JourneyDefinition, "name" | "nodes">): string {
  const count = Object.keys(nodes).length;
  return `${name} is new: it would be published as version 1, with ${count} node${count === 1 ? "" : "s"}.`;
}

function kindOf(at: string, isNode: boolean): DifferenceKind {
  if (isNode) return "node";
  if (/^nodes\.[^.]+\.message\./.test(at)) return "text";
  return at.startsWith("segments.") ? "segment" : "setting";
}

/** Each place that has a value. A list is one value: its members have no names. */
function placesOf({ definition: { $schema: _, ...definition }, segments }: Defined): Map<string, unknown> {
  const places = new Map<string, unknown>();
  const walk = (value: unknown, at: string) => {
    if (/^nodes\.[^.]+$/.test(at)) places.set(at, (value as { type: string }).type);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      places.set(at, value);
      return;
    }
    for (const [name, inner] of Object.entries(value)) walk(inner, at === "" ? name : `${at}.${name}`);
  };
  walk(definition, "");
  for (const [name, select] of Object.entries(segments)) places.set(`segments.${name}`, select);
  return places;
}

/** A difference as lines of text: `+` came, `-` went, `~` changed. */
export function differenceText({ at, before, after, kind }: Difference): string {
  if (kind === "node") return before === undefined ? `+ ${at} (${after})` : `- ${at} (${before})`;
  if (before === undefined) return `+ ${at}: ${shown(after)}`;
  if (after === undefined) return `- ${at}: ${shown(before)}`;
  return `~ ${at}\n    - ${shown(before)}\n    + ${shown(after)}`;
}

const shown = (value: unknown) => JSON.stringify(value);
