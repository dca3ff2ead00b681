import { Quantity, Reference, Text } from "../fields.js";
import { Properties } from "./product.js";

/** What customers say afterwards. */
export const reviewEvents = {
  "Product Reviewed": Properties("ProductReviewed", "A customer reviewed a product.", {
    product_id: Reference("Id of the product."),
    review_id: Reference("Id of the review."),
    review_body: Text("What was written."),
    rating: Quantity("How many points were given."),
  }),
};
