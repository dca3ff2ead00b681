import { Quantity, Reference, Text } from "../fields.js";
import { Properties } from "./product.js";

/** Review events. */
export const reviewEvents = {
  "Product Reviewed": Properties("ProductReviewed", "A customer reviewed a product.", {
    product_id: Reference("Id of the product."),
    review_id: Reference("Id of the review."),
    review_body: Text("Text of the review."),
    rating: Quantity("Rating given."),
  }),
};
