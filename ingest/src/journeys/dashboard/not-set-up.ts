import type { JourneyDefinition } from "@safar/schemas";
import type { UnsetChannel } from "@safar/schemas/dashboard";

/** The channels that are set up; undefined where another process sends, and nobody here knows. */
export type SetUpChannels = ReadonlySet<string> | undefined;

/** The channels without which some step of a journey reaches nobody: none of those that the step names is set up. */
export function notSetUp({ nodes }: Pick<JourneyDefinition, "nodes">, setUp: SetUpChannels): UnsetChannel[] {
  if (setUp === undefined) return [];
  const missing = Object.values(nodes).flatMap((node): readonly UnsetChannel[] => {
    const named =
      node.type === "send" ? node.channels : node.type === "webhook" ? (["webhook"] as const) : [];
    return named.some((channel) => setUp.has(channel)) ? [] : named;
  });
  return [...new Set(missing)];
}
