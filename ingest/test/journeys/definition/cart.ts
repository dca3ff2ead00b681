import type { JourneyDefinition } from "@safar/schemas";

/** A whole definition with every type of node, to change in tests. */
export function cart(): JourneyDefinition {
  return structuredClone(CART);
}

/** A definition that may be changed into what is none. */
// biome-ignore lint/suspicious/noExplicitAny: what is written in a file has no type
export type Written = any;

const CART: JourneyDefinition = {
  name: "cart",
  entry: { event: "Product Added", where: [{ property: "price", above: 10 }], again: "7 days" },
  goal: { event: "Order Completed" },
  start: "wait",
  nodes: {
    wait: { type: "wait", event: "Checkout Started", atMost: "1 hour", yes: "rest", no: "who" },
    rest: { type: "delay", for: "1 day", until: { at: "usual", orAt: "10:00" }, next: "who" },
    who: {
      type: "if",
      condition: {
        any: [
          { trait: "plan", is: "gold" },
          { not: { did: "Order Completed", within: "90 days" } },
          { segment: "at_risk" },
        ],
      },
      yes: "lot",
      no: "crm",
    },
    lot: {
      type: "split",
      ways: { a: { share: 60, next: "mail" }, b: { share: 40, next: "mark" } },
    },
    mail: {
      type: "send",
      channels: ["push", "email"],
      message: { en: { subject: "Your cart", text: "It is still here." } },
      next: "end",
    },
    mark: { type: "track", event: "Cart Left", next: "end" },
    crm: { type: "webhook", url: "https://crm.shop.example/safar", next: "end" },
  },
};
