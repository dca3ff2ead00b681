import { basket } from "./basket.js";
import { COLLECTIONS } from "./catalogue.js";
import { customer } from "./customer.js";
import { el } from "./element.js";
import { tell } from "./tracking.js";

/** Draws the shop's head: name, collections, who is signed in, and the cart. */
export function drawHeader(header: HTMLElement): void {
  const account = el("span", { class: "account" });
  const count = el("span", { class: "count" });
  const cart = el("a", { href: "/demo/cart", class: "cart" }, "Cart ", count);
  header.append(
    el(
      "a",
      { class: "brand", href: "/demo" },
      el("img", { src: "/demo/assets/pictures/star.svg", alt: "", width: 36, height: 36 }),
      el("span", {}, "Chai & Sofal"),
    ),
    el(
      "nav",
      { "aria-label": "Collections" },
      el("a", { href: "/demo" }, "Everything"),
      ...Object.entries(COLLECTIONS).map(([id, name]) => el("a", { href: `/demo/collections/${id}` }, name)),
    ),
    account,
    cart,
  );
  const drawCount = () => {
    count.textContent = String(basket.count);
    cart.setAttribute("aria-label", `Cart: ${basket.count}`);
  };
  const drawAccount = () => account.replaceChildren(...accountParts());
  basket.onChange(drawCount);
  customer.onChange(drawAccount);
  drawCount();
  drawAccount();
}

function accountParts(): HTMLElement[] {
  const { current } = customer;
  if (!current) return [el("span", {}, "A new visitor")];
  const leave = () => {
    customer.set(null);
    tell.signedOut();
  };
  return [
    el("span", {}, current.name),
    el("button", { type: "button", class: "quiet", onclick: leave, "aria-label": "Sign out" }, "Sign out"),
  ];
}
