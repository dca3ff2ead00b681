/** An order in the shop's ledger. Amounts are whole cents. */
export interface BookedOrder {
  readonly orderId: string;
  /** The buyer, after all links between ids are known. */
  readonly customerId: string;
  readonly currency: string;
  /** Epoch milliseconds. */
  readonly placedAt: number;
  readonly value: bigint | undefined;
  readonly test: boolean;
}

/** Money sent back, at a moment in epoch milliseconds. */
export interface BookedRefund {
  readonly at: number;
  readonly amount: bigint;
}

/** An order with its later changes. */
export interface OrderRecord extends BookedOrder {
  readonly cancelled: boolean;
  readonly refunds: readonly BookedRefund[];
}

/**
 * The shop's ledger: what really happened, recorded by the simulator when it decides it. It does not depend on events.
 */
export class Ledger {
  readonly #orders = new Map<
    string,
    BookedOrder & { value: bigint | undefined; cancelled: boolean; refunds: BookedRefund[] }
  >();

  /** Every order with its current state, in the order in which they were recorded. */
  orders(): OrderRecord[] {
    return [...this.#orders.values()];
  }

  place(order: BookedOrder): void {
    this.#orders.set(order.orderId, { ...order, cancelled: false, refunds: [] });
  }

  /** The order's current value before refunds; undefined when the value or the order is unknown. */
  valueOf(orderId: string): bigint | undefined {
    return this.#orders.get(orderId)?.value;
  }

  changeValue(orderId: string, value: bigint): void {
    this.#get(orderId).value = value;
  }

  cancel(orderId: string): void {
    this.#get(orderId).cancelled = true;
  }

  /** @param amount in cents, or `"rest"` for all that is not refunded yet */
  refund(orderId: string, at: number, amount: bigint | "rest"): void {
    const order = this.#get(orderId);
    const left = (order.value ?? 0n) - order.refunds.reduce((sum, refund) => sum + refund.amount, 0n);
    const sent = amount === "rest" ? left : amount;
    if (sent > left)
      throw new Error(`A refund of ${sent} is more than the ${left} left of order ${orderId}.`);
    order.refunds.push({ at, amount: sent });
  }

  #get(orderId: string) {
    const order = this.#orders.get(orderId);
    if (!order) throw new Error(`There is no order ${orderId} in the ledger.`);
    return order;
  }
}
