import type { Role } from "../roles.js";

/** The meaning of a platform's order state for the figures. */
export type StateMeaning = "order" | "cancelled" | "no order";

/** The form of a platform's order export. */
export interface Preset {
  /** Name for people. */
  readonly title: string;
  /** Possible column names of each role, the best first; `group` is the column that groups rows into orders. */
  readonly columns: Readonly<Partial<Record<Role | "group", readonly string[]>>>;
  readonly rows: "order" | "line";
  /** The meaning of an order's state; undefined when the platform has no such state. */
  meaning(state: string): StateMeaning | undefined;
}
