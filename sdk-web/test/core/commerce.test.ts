import { COMMERCE_EVENT_NAMES } from "@safar/schemas/names";
import { expect, it } from "vitest";
import { bindVerbs, commerceVerbs } from "../../src/core/index.js";

it("has one verb for each event of the Ecommerce Spec", () => {
  const events = Object.values(commerceVerbs).flatMap((verbs) => Object.values(verbs));
  expect(events.sort()).toEqual([...COMMERCE_EVENT_NAMES].sort());
});

it("tracks the verb's event with the call's fields, whatever name the call holds", () => {
  const order = bindVerbs(commerceVerbs.order, (call) => call as Record<string, unknown>);
  const tracked = order.complete?.({ userId: "u1", event: "other" });
  expect([tracked?.event, tracked?.userId]).toEqual(["Order Completed", "u1"]);
});

it("leaves the judgement of what is no call to the one who takes it", () => {
  const cart = bindVerbs(commerceVerbs.cart, (call) => call);
  expect(cart.add?.(undefined as never)).toBe(undefined);
  expect(cart.add?.("p1" as never)).toBe("p1");
  expect(() =>
    cart.add?.({
      get userId() {
        throw 1;
      },
    }),
  ).not.toThrow();
});
