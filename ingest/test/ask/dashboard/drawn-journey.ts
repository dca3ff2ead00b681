import type { JourneyDefinition } from "@safar/schemas";
import { seededDraw } from "../../../src/try/demo/shop/draw.js";

/** A journey whose nodes lead to any later ones: all that the checks let through, however entangled. */
export function drawnJourney(seed: number): Pick<JourneyDefinition, "start" | "nodes"> {
  const draw = seededDraw(seed);
  const count = draw.int(1, 14);
  const later = (place: number) => {
    const to = draw.int(place + 1, count);
    return to === count ? "end" : `n${to}`;
  };
  const nodes: Record<string, unknown> = {};
  const reached = new Set(["n0"]);
  for (let place = 0; place < count; place++) {
    if (!reached.has(`n${place}`)) continue;
    const exits = draw.chance(0.5) ? [later(place)] : [later(place), later(place)];
    for (const exit of exits) reached.add(exit);
    nodes[`n${place}`] =
      exits.length === 1
        ? { type: "track", event: "E", next: exits[0] }
        : { type: "if", condition: { trait: "a", is: 1 }, yes: exits[0], no: exits[1] };
  }
  return { start: "n0", nodes } as never;
}
