import { basket, type Line } from "../basket.js";
import { el } from "../element.js";
import { moneyText } from "../money.js";
import { tell } from "../tracking.js";
import { picture } from "./product-card.js";
import type { View } from "./view.js";

export function cartView(): View {
  const content = el("div", { class: "narrow" });
  const draw = () => {
    const used = document.activeElement?.getAttribute("aria-label");
    content.replaceChildren(...parts(draw));
    // The button that was pressed is another one now: whoever uses the keyboard goes on from there.
    if (used) (content.querySelector<HTMLElement>(`[aria-label="${CSS.escape(used)}"]`) ?? heading()).focus();
  };
  const heading = () => {
    const h1 = content.querySelector("h1")!;
    h1.tabIndex = -1;
    return h1;
  };
  draw();
  return { title: "Cart", content, shown: tell.cartViewed };
}

function parts(redraw: () => void): HTMLElement[] {
  const { lines } = basket;
  if (lines.length === 0) {
    return [
      el("h1", {}, "Your cart is empty"),
      el("p", {}, "A pot of tea would change that."),
      el("p", {}, el("a", { class: "button", href: "/demo" }, "Look around")),
    ];
  }
  return [
    el("h1", {}, "Your cart"),
    el("ul", { class: "lines" }, ...lines.map((line) => lineItem(line, redraw))),
    el("p", { class: "total" }, "Together ", el("strong", {}, moneyText(basket.total))),
    el(
      "p",
      { class: "actions" },
      el("a", { class: "button primary", href: "/demo/checkout" }, "To the checkout"),
    ),
  ];
}

function lineItem({ product, quantity }: Line, redraw: () => void): HTMLElement {
  const change = (to: number) => {
    basket.setQuantity(product, to);
    if (to > quantity) tell.added(product, to - quantity);
    else tell.removed(product, quantity - to);
    redraw();
  };
  const button = (text: string, label: string, to: number) =>
    el(
      "button",
      { type: "button", "aria-label": `${label}: ${product.name}`, onclick: () => change(to) },
      text,
    );
  return el(
    "li",
    { class: "line" },
    picture(product),
    el(
      "div",
      { class: "line-text" },
      el("a", { href: `/demo/products/${product.id}` }, product.name),
      el("span", { class: "card-unit" }, `${moneyText(product.price)}, ${product.unit}`),
    ),
    el(
      "div",
      { class: "stepper" },
      button("−", "One less", quantity - 1),
      el("output", { "aria-label": "Pieces" }, quantity),
      button("+", "One more", quantity + 1),
    ),
    el("span", { class: "price" }, moneyText(product.price * quantity)),
    el(
      "button",
      { type: "button", class: "quiet", "aria-label": `Remove ${product.name}`, onclick: () => change(0) },
      "Remove",
    ),
  );
}
