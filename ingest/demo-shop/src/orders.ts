import { kept } from "./kept.js";

export type OrderState = "placed" | "cancelled" | "refunded";

/** An order as the shop keeps it. */
export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly quantities: Readonly<Record<string, number>>;
  /** In cents. */
  readonly total: number;
  readonly state: OrderState;
}

const store = kept<readonly Order[]>("orders", []);

export function orderById(id: string): Order | undefined {
  return store.get().find((order) => order.id === id);
}

/** Adds an order, or writes it anew. */
export function keepOrder(order: Order): void {
  store.set([order, ...store.get().filter(({ id }) => id !== order.id)].slice(0, 50));
}
