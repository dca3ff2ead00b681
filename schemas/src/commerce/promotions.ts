import { Reference, Text } from "../fields.js";
import { Properties } from "./product.js";

const promotionFields = {
  promotion_id: Reference("Id of the promotion."),
  creative: Text("Which design of it was shown."),
  name: Text("Name of the promotion."),
  position: Text("Where it was shown."),
};

/** The shop's own promotions. */
export const promotionEvents = {
  "Promotion Viewed": Properties("PromotionViewed", "A visitor saw a promotion.", promotionFields),
  "Promotion Clicked": Properties("PromotionClicked", "A visitor clicked a promotion.", promotionFields),
};
