import { Reference, Text } from "../fields.js";
import { currency, Properties, productFields } from "./product.js";

const wishlistFields = {
  wishlist_id: Reference("Id of the wish list."),
  wishlist_name: Text("Name of the wish list."),
  ...productFields,
  currency,
};

/** Wish list events. */
export const wishlistEvents = {
  "Product Added to Wishlist": Properties(
    "ProductAddedToWishlist",
    "A visitor put a product on a wish list.",
    wishlistFields,
  ),
  "Product Removed from Wishlist": Properties(
    "ProductRemovedFromWishlist",
    "A visitor took a product off a wish list.",
    wishlistFields,
  ),
  "Wishlist Product Added to Cart": Properties(
    "WishlistProductAddedToCart",
    "A visitor moved a product from a wish list to the cart.",
    { cart_id: Reference("Id of the cart."), ...wishlistFields },
  ),
};
