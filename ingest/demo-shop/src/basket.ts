import { type Product, productById } from "./catalogue.js";
import { newId } from "./ids.js";
import { kept } from "./kept.js";

/** So many of one product. */
export interface Line {
  readonly product: Product;
  readonly quantity: number;
}

interface KeptBasket {
  readonly id: string;
  readonly quantities: Readonly<Record<string, number>>;
}

const empty = (): KeptBasket => ({ id: newId("C"), quantities: {} });
const store = kept<KeptBasket>("basket", empty());
const listeners = new Set<() => void>();

function change(next: KeptBasket): void {
  store.set(next);
  for (const listener of listeners) listener();
}

/** What the visitor is about to buy. */
export const basket = {
  get id(): string {
    return store.get().id;
  },
  get lines(): Line[] {
    return Object.entries(store.get().quantities).flatMap(([id, quantity]) => {
      const product = productById(id);
      return product && quantity > 0 ? [{ product, quantity }] : [];
    });
  },
  /** In cents. */
  get total(): number {
    return totalOf(basket.lines);
  },
  get count(): number {
    return basket.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  },
  /** @param quantity how many there are from now on; 0 takes the product out */
  setQuantity({ id }: Product, quantity: number): void {
    const { [id]: _, ...others } = store.get().quantities;
    change({ ...store.get(), quantities: quantity > 0 ? { ...others, [id]: quantity } : others });
  },
  quantityOf({ id }: Product): number {
    return store.get().quantities[id] ?? 0;
  },
  clear(): void {
    change(empty());
  },
  onChange(listener: () => void): void {
    listeners.add(listener);
  },
};

/** In cents. */
export function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
}
