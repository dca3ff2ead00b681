import { el } from "../element.js";
import type { View } from "./view.js";

export function notFoundView(): View {
  return {
    title: "Not here",
    content: el(
      "div",
      { class: "narrow" },
      el("h1", {}, "This road leads nowhere"),
      el("p", {}, "There is nothing at this address."),
      el("p", {}, el("a", { class: "button", href: "/demo" }, "Back to the shop")),
    ),
  };
}
