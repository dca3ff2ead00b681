import { COLLECTIONS, type Collection, PRODUCTS } from "../catalogue.js";
import { el } from "../element.js";
import { tell } from "../tracking.js";
import { productCard } from "./product-card.js";
import type { View } from "./view.js";

/** All products, or those of one collection; undefined when there is no such collection. */
export function productsView(name?: string): View | undefined {
  if (name !== undefined && !Object.hasOwn(COLLECTIONS, name)) return undefined;
  const collection = name as Collection | undefined;
  const products = PRODUCTS.filter((product) => !collection || product.collection === collection);
  const title = collection ? COLLECTIONS[collection] : "Everything";
  return {
    title,
    content: el(
      "div",
      {},
      collection ? null : hero(),
      el(collection ? "h1" : "h2", { class: "list-title" }, title),
      el("ul", { class: "cards" }, ...products.map(productCard)),
    ),
    shown: () => tell.listViewed(collection, products),
  };
}

function hero(): HTMLElement {
  return el(
    "section",
    { class: "hero" },
    el("p", { class: "hero-fa", lang: "fa", dir: "rtl" }, "چای و سفال"),
    el("h1", {}, "Tea and pottery from along the road"),
    el(
      "p",
      {},
      "Look around, fill a cart, order. Every step becomes an event, and you can watch each one travel from this page to its row in ClickHouse.",
    ),
  );
}
