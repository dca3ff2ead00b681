import type { Line } from "../basket.js";
import { productById } from "../catalogue.js";
import { el } from "../element.js";
import { moneyText } from "../money.js";
import { keepOrder, type Order, orderById } from "../orders.js";
import { tell } from "../tracking.js";
import type { View } from "./view.js";

const STATE_TEXT = {
  placed: "It will be with you soon, or would be if this were a real shop.",
  cancelled: "This order is cancelled: it has left orders, revenue and customers.",
  refunded: "This order is refunded: it stays an order, and its amount is taken off the net figures.",
} as const;

/** The confirmation of an order that this browser placed; undefined when it knows none of this number. */
export function orderView(id: string): View | undefined {
  if (!orderById(id)) return undefined;
  const content = el("div", { class: "narrow" });
  const draw = () => content.replaceChildren(...parts(orderById(id)!, draw));
  draw();
  return {
    title: `Order ${id}`,
    content,
    // As thank-you pages do: whoever opens it again tells of the same order again.
    shown: () => {
      const order = orderById(id)!;
      if (order.state === "placed") tell.orderCompleted(id, linesOf(order));
    },
  };
}

function parts(order: Order, redraw: () => void): HTMLElement[] {
  const lines = linesOf(order);
  const become = (state: "cancelled" | "refunded") => () => {
    keepOrder({ ...order, state });
    if (state === "cancelled") tell.orderCancelled(order.id, lines);
    else tell.orderRefunded(order.id, lines);
    redraw();
    document.querySelector<HTMLElement>("#content")?.focus();
  };
  return [
    el("p", { class: "path" }, `Order ${order.id}`),
    el("h1", {}, order.state === "placed" ? `Thank you, ${order.customer}` : `Order ${order.state}`),
    el("p", { role: "status" }, STATE_TEXT[order.state]),
    el(
      "ul",
      { class: "bought" },
      ...lines.map(({ product, quantity }) =>
        el(
          "li",
          {},
          el("span", {}, `${quantity} × ${product.name}`),
          el("span", { class: "price" }, moneyText(product.price * quantity)),
        ),
      ),
    ),
    el("p", { class: "total" }, "Together ", el("strong", {}, moneyText(order.total))),
    el(
      "p",
      { class: "actions" },
      el("a", { class: "button primary", href: "/demo" }, "Buy again"),
      order.state === "placed" &&
        el("button", { type: "button", onclick: become("refunded") }, "Refund this order"),
      order.state === "placed" &&
        el("button", { type: "button", onclick: become("cancelled") }, "Cancel this order"),
    ),
    el(
      "p",
      { class: "hint" },
      "Reload this page, and it tells of the order again. It stays one order, however many events tell of it.",
    ),
  ];
}

function linesOf({ quantities }: Order): Line[] {
  return Object.entries(quantities).flatMap(([id, quantity]) => {
    const product = productById(id);
    return product ? [{ product, quantity }] : [];
  });
}
