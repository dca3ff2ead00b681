import { cartView } from "./views/cart.js";
import { checkoutView } from "./views/checkout.js";
import { notFoundView } from "./views/not-found.js";
import { orderView } from "./views/order.js";
import { productView } from "./views/product.js";
import { productsView } from "./views/products.js";
import type { View } from "./views/view.js";

const SHOP_NAME = "Chai & Sofal";

/** Where each address leads; what stands in brackets is given to the view. */
const ROUTES: readonly (readonly [RegExp, (part: string) => View | undefined])[] = [
  [/^\/demo\/?$/, () => productsView()],
  [/^\/demo\/collections\/([\w-]+)$/, productsView],
  [/^\/demo\/products\/([\w-]+)$/, productView],
  [/^\/demo\/cart$/, cartView],
  [/^\/demo\/checkout$/, () => checkoutView(new URLSearchParams(location.search).get("step"))],
  [/^\/demo\/orders\/([\w-]+)$/, orderView],
];

/** Goes to a page of the shop without loading anything: the address changes, and "back" works. */
export function goTo(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  show();
  window.scrollTo(0, 0);
  document.querySelector<HTMLElement>("#content")?.focus({ preventScroll: true });
}

/** Shows the page of the present address, and from now on that of every link that is followed. */
export function startNavigation(): void {
  window.addEventListener("popstate", show);
  document.addEventListener("click", (click) => {
    if (click.defaultPrevented || click.button !== 0) return;
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const link = (click.target as Element).closest<HTMLAnchorElement>("a[href^='/demo']");
    if (!link || link.target) return;
    click.preventDefault();
    goTo(link.href);
  });
  show();
}

function show(): void {
  const view = viewOf(location.pathname);
  document.title = `${view.title} · ${SHOP_NAME}`;
  document.querySelector("#content")!.replaceChildren(view.content);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("#top nav a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  view.shown?.();
}

function viewOf(path: string): View {
  for (const [pattern, open] of ROUTES) {
    const match = pattern.exec(path);
    if (match) return open(match[1] ?? "") ?? notFoundView();
  }
  return notFoundView();
}
