import type { Product } from "../catalogue.js";
import { el } from "../element.js";
import { moneyText } from "../money.js";

/** A product in a list: picture, name and price, all one link. */
export function productCard(product: Product): HTMLElement {
  return el(
    "li",
    { class: "card" },
    el(
      "a",
      { href: `/demo/products/${product.id}` },
      picture(product),
      el("span", { class: "card-name" }, product.name),
      el("span", { class: "card-unit" }, product.unit),
      el("span", { class: "price" }, moneyText(product.price)),
    ),
  );
}

/** The product's picture; the name stands beside it, so readers aloud are spared it. */
export function picture({ id }: Product): HTMLElement {
  return el("img", { src: `/demo/assets/pictures/${id}.svg`, alt: "", width: 400, height: 400 });
}
