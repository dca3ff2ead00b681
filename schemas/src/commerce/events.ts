import type { TObject } from "typebox";
import type { CommerceEventAlias, CommerceEventName } from "../names.js";
import { cartEvents } from "./cart.js";
import { checkoutEvents } from "./checkout.js";
import { couponEvents } from "./coupons.js";
import { ga4Events } from "./ga4.js";
import { orderEvents } from "./orders.js";
import { productEvents } from "./products.js";
import { promotionEvents } from "./promotions.js";
import { reviewEvents } from "./reviews.js";
import { sharingEvents } from "./sharing.js";
import { wishlistEvents } from "./wishlist.js";

/** The properties of every commerce event, under each of its names. */
export const commerceEvents = {
  ...productEvents,
  ...promotionEvents,
  ...cartEvents,
  ...checkoutEvents,
  ...orderEvents,
  ...couponEvents,
  ...wishlistEvents,
  ...sharingEvents,
  ...reviewEvents,
  "Completed Order": orderEvents["Order Completed"],
  ...ga4Events,
} satisfies Record<CommerceEventName | CommerceEventAlias, TObject>;
