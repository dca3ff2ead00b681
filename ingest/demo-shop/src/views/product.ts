import { basket } from "../basket.js";
import { COLLECTIONS, PRODUCTS, productById } from "../catalogue.js";
import { el } from "../element.js";
import { moneyText } from "../money.js";
import { tell } from "../tracking.js";
import { picture, productCard } from "./product-card.js";
import type { View } from "./view.js";

/** How many others of its collection a product's page shows. */
const OTHERS = 3;

/** One product; undefined when there is none of this id. */
export function productView(id: string): View | undefined {
  const product = productById(id);
  if (!product) return undefined;
  const quantity = el("select", { id: "quantity", name: "quantity" });
  for (let n = 1; n <= 6; n++) quantity.append(el("option", { value: n }, n));
  const said = el("p", { class: "said", role: "status" });
  const add = (submit: Event) => {
    submit.preventDefault();
    const count = Number(quantity.value);
    basket.setQuantity(product, basket.quantityOf(product) + count);
    tell.added(product, count);
    said.replaceChildren(`${count} in your cart. `, el("a", { href: "/demo/cart" }, "See the cart"));
  };
  const others = PRODUCTS.filter((other) => other.collection === product.collection && other !== product);
  return {
    title: product.name,
    content: el(
      "div",
      {},
      el(
        "article",
        { class: "product" },
        picture(product),
        el(
          "div",
          {},
          el(
            "p",
            { class: "path" },
            el("a", { href: `/demo/collections/${product.collection}` }, COLLECTIONS[product.collection]),
          ),
          el("h1", {}, product.name),
          el("p", { class: "from" }, `From ${product.from}`),
          el("p", {}, product.text),
          el(
            "p",
            { class: "price" },
            moneyText(product.price),
            el("span", { class: "unit" }, ` ${product.unit}`),
          ),
          el(
            "form",
            { class: "buy", onsubmit: add },
            el("label", { for: "quantity" }, "Quantity"),
            quantity,
            el("button", { class: "primary", type: "submit" }, "Add to cart"),
          ),
          said,
        ),
      ),
      el("h2", { class: "list-title" }, `More ${COLLECTIONS[product.collection].toLowerCase()}`),
      el("ul", { class: "cards" }, ...others.slice(0, OTHERS).map(productCard)),
    ),
    shown: () => tell.productViewed(product),
  };
}
