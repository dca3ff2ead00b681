// What the types of the installed package allow, and what they don't. Compiled by package.test.ts.
import { type Drop, Safar, SafarArgumentError, type SafarOptions, type TrackCall } from "@safar/node";

const options: SafarOptions = {
  writeKey: "k",
  host: "https://collect.shop.example",
  whenFull: "drop_oldest",
};
const safar = new Safar(options);

interface Line {
  product_id: string;
  price: string;
}
const products: Line[] = [{ product_id: "p1", price: "12.50" }];
const traits: Line = { product_id: "p1", price: "1" };

safar.track({
  userId: "u1",
  event: "Order Completed",
  properties: { order_id: "o1", revenue: 12.5, products },
});
safar.track({ anonymousId: "a1", event: "Cart Viewed" });
safar.track({
  userId: 17,
  event: "Gift Wrapped",
  properties: { paper: "red", layers: 3 },
  timestamp: new Date(),
});
safar.order.refund({ userId: "u1", properties: { order_id: "o1", total: "3.20" }, context: { test: true } });
safar.cart.view({ anonymousId: "a1", userId: undefined });
safar.identify({ userId: "u1", anonymousId: "a1", traits: { email: "a@shop.example", likes: ["tea"] } });
safar.identify({ userId: "u1", traits });
safar.page({ anonymousId: "a1", name: "Home", properties: { path: "/" } });
safar.group({ userId: "u1", groupId: "g1", traits: { employees: 7 } });
safar.alias({ userId: "u1", previousId: "a1" });

// @ts-expect-error an order has an id
safar.track({ userId: "u1", event: "Order Completed", properties: { revenue: 12.5 } });
// @ts-expect-error and so it has properties
safar.order.complete({ userId: "u1" });
// @ts-expect-error products are a list
safar.order.complete({ userId: "u1", properties: { order_id: "o1", products: "p1" } });
// @ts-expect-error no figure reads this name: did you mean "Order Completed"?
safar.track({ userId: "u1", event: "Order Complete", properties: { order_id: "o1" } });
// @ts-expect-error nor this one
safar.track({ userId: "u1", event: "product_viewed" });
// @ts-expect-error nor this one of another tool
safar.track({ userId: "u1", event: "Order Placed", properties: { order_id: "o1" } });
safar.track({ userId: "u1", event: "Order Complete" as string });
safar.track({ userId: "u1", event: "purchase", properties: { transaction_id: "o1", value: 12 } });
// @ts-expect-error somebody did it
safar.track({ event: "Cart Viewed" });
// @ts-expect-error an event has a name
safar.track({ userId: "u1" });
// @ts-expect-error a traits' e-mail is text
safar.identify({ userId: "u1", traits: { email: 7 } });
// @ts-expect-error alias needs both ids
safar.alias({ userId: "u1" });
// @ts-expect-error there is no such event to listen for
safar.on("sent", () => {});
// @ts-expect-error there is no such policy
new Safar({ ...options, whenFull: "explode" });

export const removeListener: () => void = safar.on("drop", (drop: Drop) => drop.reason satisfies string);
safar.on("error", (error) => error.retryInMs satisfies number | undefined);
safar.on("flush", ({ accepted, rejected }) => (accepted + rejected) satisfies number);
export const isSettled: Promise<boolean> = safar.flush({ timeout: 1_000 });
export const left: Promise<number> = safar.close().then(({ dropped }) => dropped.closed);
export const isArgumentError = (error: unknown): boolean => error instanceof SafarArgumentError;
export const anyCall: TrackCall = { userId: "u1", event: "x" };
safar.track(anyCall);
