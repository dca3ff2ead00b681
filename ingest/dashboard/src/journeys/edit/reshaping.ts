import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { NodeKind } from "./blank.js";
import type { Spot } from "./reshape.js";

/** What can be done to the drawn flow. */
export interface Reshaping {
  /** The step whose form is open: a node, `entry`, or none. */
  readonly opened: string;
  /** The node for which a place is chosen, empty for none. */
  readonly moving: string;
  open(name: string): void;
  add(spot: Spot, kind: NodeKind): void;
  /** @param keep of a node with several ways the one that goes on */
  remove(name: string, keep?: string): void;
  /** Lets a place be chosen; an empty name ends that. */
  startMove(name: string): void;
  canMove(spot: Spot, name: string): boolean;
  moveTo(spot: Spot, name: string): void;
  /** To the next place above or below that it can go to. */
  moveBy(name: string, direction: "up" | "down"): void;
  rename(name: string, next: string): void;
}

export const ReshapingContext = createContext<Reshaping | undefined>(undefined);

export function useReshaping(): Reshaping {
  return useContext(ReshapingContext)!;
}
