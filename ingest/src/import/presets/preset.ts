import type { Role } from "../roles.js";

/** What an order's state on a platform means for the figures. */
export type StateMeaning = "order" | "cancelled" | "no order";

/** How a platform exports its orders. */
export interface Preset {
  /** As people call it. */
  readonly title: string;
  /** Of each role the names that a column may have, the best first; `group` says which rows are one order. */
  readonly columns: Readonly<Partial<Record<Role | "group", readonly string[]>>>;
  readonly rows: "order" | "line";
  /** What an order's state means; undefined when the platform has no such state. */
  meaning(state: string): StateMeaning | undefined;
}
