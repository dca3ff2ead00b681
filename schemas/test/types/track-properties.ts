import type {
  AliasCall,
  BatchBody,
  CommerceEvents,
  OrderCompleted,
  TrackEventName,
  TrackProperties,
} from "../../src/types.js";

/** The shape that an SDK gives `track()`. Nothing here runs: the compiler's verdict is the test. */
declare function track<Name extends TrackEventName>(event: Name, properties: TrackProperties<Name>): void;

track("Order Completed", {
  order_id: "o-1",
  revenue: "19.90",
  total: 25,
  currency: "EUR",
  products: [{ product_id: "p-1", price: 19.9, quantity: 1, engraving: "for Mina" }],
  gift: true,
});
// @ts-expect-error an order needs its id
track("Order Completed", { revenue: 12 });
// @ts-expect-error money is a number or a text
track("Order Completed", { order_id: "o-1", revenue: { amount: 12 } });
// @ts-expect-error products is a list
track("Cart Viewed", { products: { product_id: "p-1" } });
// @ts-expect-error quantity is a number
track("Order Updated", { order_id: 7, products: [{ quantity: "two" }] });

track("purchase", { transaction_id: 1001, value: 12, items: [{ item_id: "sku", price: "9.90" }] });
// @ts-expect-error a GA4 purchase is named by its transaction_id
track("purchase", { order_id: "o-1" });
track("Completed Order", { order_id: "o-1" });

track("Gift Wrapped", { anything: [1, { goes: true }] });
declare const computed: string;
track(computed, { anything: 1 });

interface ShopOrder {
  order_id: string;
  total: number;
}
declare const order: ShopOrder;
track("Order Completed", order);
track("Own Event", order);

const editorOffers: keyof CommerceEvents extends TrackEventName ? true : never = true;
const revenue: OrderCompleted["revenue"] = "1.00";
const call: AliasCall = { type: "alias", previousId: "a", userId: 1, messageId: "m", unknown: 1 };
const body: BatchBody = { batch: [call, { type: "page", anonymousId: "a", timestamp: 0 }], sentAt: null };
// @ts-expect-error an alias needs the id used so far
const half: BatchBody = { batch: [{ type: "alias", userId: 1 }] };

export { body, editorOffers, half, revenue };
