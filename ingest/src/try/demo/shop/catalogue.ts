import type { Draw } from "./draw.js";

/** A product of the simulated shop. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** In cents, or pence. */
  readonly price: bigint;
}

/** A product and its quantity. */
export interface BasketLine {
  readonly product: Product;
  readonly quantity: number;
}

const RANGE: Record<string, readonly string[]> = {
  Kitchen: ["Teapot", "Mug", "Bread board", "Spice jar", "Apron", "Cake tin", "Carafe", "Salad bowl"],
  Garden: ["Lantern", "Bird feeder", "Plant pot", "Watering can", "Doormat", "Wind chime"],
  Paper: ["Notebook", "Gift wrap", "Postcard set", "Calendar", "Sticker sheet", "Pencil case"],
  Home: ["Candle", "Cushion", "Throw", "Picture frame", "Wall clock", "Door hook", "Jewellery box"],
};
const STYLES = ["Blue", "Red", "Striped", "Vintage", "Large", "Small"];

/** Six variants of each product in the range, with random prices between 1.25 and 59.99. */
export function createCatalogue(draw: Draw): readonly Product[] {
  return Object.entries(RANGE).flatMap(([category, things]) =>
    things.flatMap((thing, number) =>
      STYLES.map((style, variant) => ({
        id: `${category.slice(0, 2).toUpperCase()}${number + 1}-${variant + 1}`,
        name: `${style} ${thing.toLowerCase()}`,
        category,
        price: BigInt(draw.chance(0.8) ? draw.int(125, 1_999) : draw.int(2_000, 5_999)),
      })),
    ),
  );
}

/** Total price of the lines, in cents. */
export function basketValue(basket: readonly BasketLine[]): bigint {
  return basket.reduce((sum, { product, quantity }) => sum + product.price * BigInt(quantity), 0n);
}
