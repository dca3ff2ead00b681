import { kept } from "./kept.js";

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const store = kept<Customer | null>("customer", null);
const listeners = new Set<() => void>();

/** Who is signed in, if anybody. */
export const customer = {
  get current(): Customer | null {
    return store.get();
  },
  set(next: Customer | null): void {
    store.set(next);
    for (const listener of listeners) listener();
  },
  onChange(listener: () => void): void {
    listeners.add(listener);
  },
};

/**
 * The shop's number of a customer: the same for the same e-mail in any browser. A real shop has it from its
 * database; this one computes it (FNV-1a, 64 bits).
 */
export function customerNumber(email: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(email.trim().toLowerCase())) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return `customer-${hash.toString(36)}`;
}
