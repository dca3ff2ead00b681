// Generated from the schemas by `npm run generate -w @safar/schemas`. Change those instead.

/**
 * The properties of each commerce event, by each of its names.
 */
export interface CommerceEvents {
  "Products Searched": ProductsSearched;
  "Product List Viewed": ProductListViewed;
  "Product List Filtered": ProductListFiltered;
  "Product Clicked": ProductClicked;
  "Product Viewed": ProductViewed;
  "Promotion Viewed": PromotionViewed;
  "Promotion Clicked": PromotionClicked;
  "Product Added": ProductAdded;
  "Product Removed": ProductRemoved;
  "Cart Viewed": CartViewed;
  "Checkout Started": CheckoutStarted;
  "Checkout Step Viewed": CheckoutStepViewed;
  "Checkout Step Completed": CheckoutStepCompleted;
  "Payment Info Entered": PaymentInfoEntered;
  "Order Completed": OrderCompleted;
  "Order Updated": OrderUpdated;
  "Order Refunded": OrderRefunded;
  "Order Cancelled": OrderCancelled;
  "Coupon Entered": CouponEntered;
  "Coupon Applied": CouponApplied;
  "Coupon Denied": CouponDenied;
  "Coupon Removed": CouponRemoved;
  "Product Added to Wishlist": ProductAddedToWishlist;
  "Product Removed from Wishlist": ProductRemovedFromWishlist;
  "Wishlist Product Added to Cart": WishlistProductAddedToCart;
  "Product Shared": ProductShared;
  "Cart Shared": CartShared;
  "Product Reviewed": ProductReviewed;
  "Completed Order": OrderCompleted;
  view_item: Ga4ViewItem;
  add_to_cart: Ga4AddToCart;
  remove_from_cart: Ga4RemoveFromCart;
  view_cart: Ga4ViewCart;
  begin_checkout: Ga4BeginCheckout;
  add_payment_info: Ga4AddPaymentInfo;
  purchase: Ga4Purchase;
  refund: Ga4Refund;
}
/**
 * A visitor searched for products.
 */
export interface ProductsSearched {
  /**
   * What was searched for.
   */
  query?:
    | string
    | {
        [k: string]: any;
      };
  [k: string]: any;
}
/**
 * A visitor saw a list or category.
 */
export interface ProductListViewed {
  /**
   * Id of the list.
   */
  list_id?: string;
  /**
   * Category that the list shows.
   */
  category?: string;
  /**
   * The products shown.
   */
  products?: Product[];
  [k: string]: any;
}
/**
 * A product in a list, a cart or an order. Further properties are kept.
 */
export interface Product {
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  [k: string]: any;
}
/**
 * A visitor filtered or sorted a list or category.
 */
export interface ProductListFiltered {
  /**
   * Id of the list.
   */
  list_id?: string;
  /**
   * Category that the list shows.
   */
  category?: string;
  /**
   * The products shown.
   */
  products?: Product[];
  /**
   * The filters in use.
   */
  filters?: ProductFilter[];
  /**
   * The sort orders in use.
   */
  sorts?: ProductSort[];
  [k: string]: any;
}
/**
 * A filter on a list of products.
 */
export interface ProductFilter {
  /**
   * Property to filter by, such as price.
   */
  type?: string;
  /**
   * The choice, such as under-25.
   */
  value?: string;
  [k: string]: any;
}
/**
 * A sort order of a list of products.
 */
export interface ProductSort {
  /**
   * Property to sort by, such as price.
   */
  type?: string;
  /**
   * The direction, such as desc.
   */
  value?: string;
  [k: string]: any;
}
/**
 * A visitor clicked a product.
 */
export interface ProductClicked {
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  [k: string]: any;
}
/**
 * A visitor saw a product's details.
 */
export interface ProductViewed {
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Price times quantity.
   */
  value?: number | string;
  [k: string]: any;
}
/**
 * A visitor saw a promotion.
 */
export interface PromotionViewed {
  /**
   * Id of the promotion.
   */
  promotion_id?: string | number;
  /**
   * Which design of it was shown.
   */
  creative?: string;
  /**
   * Name of the promotion.
   */
  name?: string;
  /**
   * Where it was shown.
   */
  position?: string;
  [k: string]: any;
}
/**
 * A visitor clicked a promotion.
 */
export interface PromotionClicked {
  /**
   * Id of the promotion.
   */
  promotion_id?: string | number;
  /**
   * Which design of it was shown.
   */
  creative?: string;
  /**
   * Name of the promotion.
   */
  name?: string;
  /**
   * Where it was shown.
   */
  position?: string;
  [k: string]: any;
}
/**
 * A visitor put a product into the cart.
 */
export interface ProductAdded {
  /**
   * Id of the cart.
   */
  cart_id?: string | number;
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A visitor took a product out of the cart.
 */
export interface ProductRemoved {
  /**
   * Id of the cart.
   */
  cart_id?: string | number;
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A visitor saw the cart.
 */
export interface CartViewed {
  /**
   * Id of the cart.
   */
  cart_id?: string | number;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * What is in the cart.
   */
  products?: Product[];
  [k: string]: any;
}
/**
 * A customer started to check out.
 */
export interface CheckoutStarted {
  /**
   * Id of the checkout.
   */
  checkout_id?: string | number;
  /**
   * Id that the order will have, if it is known.
   */
  order_id?: string | number;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Revenue without shipping and tax. If given, it is the order's value.
   */
  revenue?: number | string;
  /**
   * Amount paid, after discounts. The order's value if there is no revenue.
   */
  total?: number | string;
  /**
   * The order's value if there is neither revenue nor total.
   */
  value?: number | string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  /**
   * Discount.
   */
  discount?: number | string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * The products bought. Without any amount, the sum of price times quantity is the order's value.
   */
  products?: Product[];
  [k: string]: any;
}
/**
 * A customer saw a step of the checkout.
 */
export interface CheckoutStepViewed {
  /**
   * Id of the checkout.
   */
  checkout_id?: string | number;
  /**
   * Number of the step, from 1.
   */
  step?: number;
  /**
   * How it will be delivered.
   */
  shipping_method?: string;
  /**
   * How it will be paid.
   */
  payment_method?: string;
  [k: string]: any;
}
/**
 * A customer finished a step of the checkout.
 */
export interface CheckoutStepCompleted {
  /**
   * Id of the checkout.
   */
  checkout_id?: string | number;
  /**
   * Number of the step, from 1.
   */
  step?: number;
  /**
   * How it will be delivered.
   */
  shipping_method?: string;
  /**
   * How it will be paid.
   */
  payment_method?: string;
  [k: string]: any;
}
/**
 * A customer entered how to pay.
 */
export interface PaymentInfoEntered {
  /**
   * Id of the checkout.
   */
  checkout_id?: string | number;
  /**
   * Number of the step, from 1.
   */
  step?: number;
  /**
   * How it will be delivered.
   */
  shipping_method?: string;
  /**
   * How it will be paid.
   */
  payment_method?: string;
  /**
   * Id that the order will have, if it is known.
   */
  order_id?: string | number;
  [k: string]: any;
}
/**
 * A customer bought something.
 */
export interface OrderCompleted {
  /**
   * Id of the order: all events with this id are about the same order.
   */
  order_id: string | number;
  /**
   * Id of the checkout that led to it.
   */
  checkout_id?: string | number;
  /**
   * Sum after discounts, before tax and shipping.
   */
  subtotal?: number | string;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Revenue without shipping and tax. If given, it is the order's value.
   */
  revenue?: number | string;
  /**
   * Amount paid, after discounts. The order's value if there is no revenue.
   */
  total?: number | string;
  /**
   * The order's value if there is neither revenue nor total.
   */
  value?: number | string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  /**
   * Discount.
   */
  discount?: number | string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * The products bought. Without any amount, the sum of price times quantity is the order's value.
   */
  products?: Product[];
  /**
   * True for a test order: stored, but never counted.
   */
  test?: boolean;
  [k: string]: any;
}
/**
 * An order changed. Its value and products are replaced; its time is not.
 */
export interface OrderUpdated {
  /**
   * Id of the order: all events with this id are about the same order.
   */
  order_id: string | number;
  /**
   * Id of the checkout that led to it.
   */
  checkout_id?: string | number;
  /**
   * Sum after discounts, before tax and shipping.
   */
  subtotal?: number | string;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Revenue without shipping and tax. If given, it is the order's value.
   */
  revenue?: number | string;
  /**
   * Amount paid, after discounts. The order's value if there is no revenue.
   */
  total?: number | string;
  /**
   * The order's value if there is neither revenue nor total.
   */
  value?: number | string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  /**
   * Discount.
   */
  discount?: number | string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * The products bought. Without any amount, the sum of price times quantity is the order's value.
   */
  products?: Product[];
  /**
   * True for a test order: stored, but never counted.
   */
  test?: boolean;
  [k: string]: any;
}
/**
 * Money was refunded. The amount is that of the refund; without one, the whole order was refunded.
 */
export interface OrderRefunded {
  /**
   * Id of the order: all events with this id are about the same order.
   */
  order_id: string | number;
  /**
   * Id of the checkout that led to it.
   */
  checkout_id?: string | number;
  /**
   * Sum after discounts, before tax and shipping.
   */
  subtotal?: number | string;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Revenue without shipping and tax. If given, it is the order's value.
   */
  revenue?: number | string;
  /**
   * Amount paid, after discounts. The order's value if there is no revenue.
   */
  total?: number | string;
  /**
   * The order's value if there is neither revenue nor total.
   */
  value?: number | string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  /**
   * Discount.
   */
  discount?: number | string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * The products bought. Without any amount, the sum of price times quantity is the order's value.
   */
  products?: Product[];
  /**
   * True for a test order: stored, but never counted.
   */
  test?: boolean;
  [k: string]: any;
}
/**
 * An order was cancelled. Figures no longer count it.
 */
export interface OrderCancelled {
  /**
   * Id of the order: all events with this id are about the same order.
   */
  order_id: string | number;
  /**
   * Id of the checkout that led to it.
   */
  checkout_id?: string | number;
  /**
   * Sum after discounts, before tax and shipping.
   */
  subtotal?: number | string;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Revenue without shipping and tax. If given, it is the order's value.
   */
  revenue?: number | string;
  /**
   * Amount paid, after discounts. The order's value if there is no revenue.
   */
  total?: number | string;
  /**
   * The order's value if there is neither revenue nor total.
   */
  value?: number | string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  /**
   * Discount.
   */
  discount?: number | string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * The products bought. Without any amount, the sum of price times quantity is the order's value.
   */
  products?: Product[];
  /**
   * True for a test order: stored, but never counted.
   */
  test?: boolean;
  [k: string]: any;
}
/**
 * A customer entered a coupon.
 */
export interface CouponEntered {
  /**
   * Id of the order, if there is one.
   */
  order_id?: string | number;
  /**
   * Id of the cart, if there is one.
   */
  cart_id?: string | number;
  /**
   * Id of the coupon.
   */
  coupon_id?: string | number;
  [k: string]: any;
}
/**
 * A coupon was accepted.
 */
export interface CouponApplied {
  /**
   * Id of the order, if there is one.
   */
  order_id?: string | number;
  /**
   * Id of the cart, if there is one.
   */
  cart_id?: string | number;
  /**
   * Id of the coupon.
   */
  coupon_id?: string | number;
  /**
   * Name of the coupon.
   */
  coupon_name?: string;
  /**
   * Amount of the discount.
   */
  discount?: number | string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A coupon was rejected.
 */
export interface CouponDenied {
  /**
   * Id of the order, if there is one.
   */
  order_id?: string | number;
  /**
   * Id of the cart, if there is one.
   */
  cart_id?: string | number;
  /**
   * Id of the coupon.
   */
  coupon_id?: string | number;
  /**
   * Name of the coupon.
   */
  coupon_name?: string;
  /**
   * The text entered, if it is not a known coupon.
   */
  coupon?: string;
  /**
   * Why it was rejected.
   */
  reason?: string;
  [k: string]: any;
}
/**
 * A customer removed a coupon.
 */
export interface CouponRemoved {
  /**
   * Id of the order, if there is one.
   */
  order_id?: string | number;
  /**
   * Id of the cart, if there is one.
   */
  cart_id?: string | number;
  /**
   * Id of the coupon.
   */
  coupon_id?: string | number;
  /**
   * Name of the coupon.
   */
  coupon_name?: string;
  /**
   * Amount of the discount that was removed.
   */
  discount?: number | string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A visitor put a product on a wish list.
 */
export interface ProductAddedToWishlist {
  /**
   * Id of the wish list.
   */
  wishlist_id?: string | number;
  /**
   * Name of the wish list.
   */
  wishlist_name?: string;
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A visitor took a product off a wish list.
 */
export interface ProductRemovedFromWishlist {
  /**
   * Id of the wish list.
   */
  wishlist_id?: string | number;
  /**
   * Name of the wish list.
   */
  wishlist_name?: string;
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A visitor moved a product from a wish list to the cart.
 */
export interface WishlistProductAddedToCart {
  /**
   * Id of the cart.
   */
  cart_id?: string | number;
  /**
   * Id of the wish list.
   */
  wishlist_id?: string | number;
  /**
   * Name of the wish list.
   */
  wishlist_name?: string;
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  [k: string]: any;
}
/**
 * A visitor shared a product.
 */
export interface ProductShared {
  /**
   * How it was shared, such as email.
   */
  share_via?: string;
  /**
   * Message sent with it.
   */
  share_message?: string;
  /**
   * Recipient.
   */
  recipient?: string;
  /**
   * Id of the product in the shop's database.
   */
  product_id?: string | number;
  /**
   * Stock keeping unit, the product's public number.
   */
  sku?: string | number;
  /**
   * Category of the product.
   */
  category?: string;
  /**
   * Name of the product.
   */
  name?: string;
  /**
   * Brand of the product.
   */
  brand?: string;
  /**
   * Variant, such as a colour or size.
   */
  variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  /**
   * Coupon that applies to the product.
   */
  coupon?: string;
  /**
   * Position in the list, from 1.
   */
  position?: number;
  /**
   * Address of the product's page.
   */
  url?: string;
  /**
   * Address of the product's picture.
   */
  image_url?: string;
  [k: string]: any;
}
/**
 * A visitor shared the cart.
 */
export interface CartShared {
  /**
   * How it was shared, such as email.
   */
  share_via?: string;
  /**
   * Message sent with it.
   */
  share_message?: string;
  /**
   * Recipient.
   */
  recipient?: string;
  /**
   * Id of the cart.
   */
  cart_id?: string | number;
  /**
   * What is in the cart.
   */
  products?: Product[];
  [k: string]: any;
}
/**
 * A customer reviewed a product.
 */
export interface ProductReviewed {
  /**
   * Id of the product.
   */
  product_id?: string | number;
  /**
   * Id of the review.
   */
  review_id?: string | number;
  /**
   * Text of the review.
   */
  review_body?: string;
  /**
   * Rating given.
   */
  rating?: number;
  [k: string]: any;
}
/**
 * A visitor saw an item. Counts as Product Viewed.
 */
export interface Ga4ViewItem {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  [k: string]: any;
}
/**
 * An item of a GA4 event. Further properties are kept.
 */
export interface Ga4Item {
  /**
   * Id of the item.
   */
  item_id?: string | number;
  /**
   * Name of the item.
   */
  item_name?: string;
  /**
   * Shop or partner that sells it.
   */
  affiliation?: string;
  /**
   * Coupon that applies to the item.
   */
  coupon?: string;
  /**
   * Discount per item.
   */
  discount?: number | string;
  /**
   * Position in the list, from 0.
   */
  index?: number;
  /**
   * Brand of the item.
   */
  item_brand?: string;
  /**
   * Category; item_category2 to 5 narrow it down.
   */
  item_category?: string;
  /**
   * Id of the list it was shown in.
   */
  item_list_id?: string | number;
  /**
   * Name of the list it was shown in.
   */
  item_list_name?: string;
  /**
   * Variant, such as a colour or size.
   */
  item_variant?: string;
  /**
   * Price per item.
   */
  price?: number | string;
  /**
   * Quantity.
   */
  quantity?: number;
  [k: string]: any;
}
/**
 * Items went into the cart. Counts as Product Added.
 */
export interface Ga4AddToCart {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  [k: string]: any;
}
/**
 * Items left the cart. Counts as Product Removed.
 */
export interface Ga4RemoveFromCart {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  [k: string]: any;
}
/**
 * A visitor saw the cart. Counts as Cart Viewed.
 */
export interface Ga4ViewCart {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  [k: string]: any;
}
/**
 * A customer started to check out. Counts as Checkout Started.
 */
export interface Ga4BeginCheckout {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  [k: string]: any;
}
/**
 * A customer entered payment details. Counts as Payment Info Entered.
 */
export interface Ga4AddPaymentInfo {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * How it will be paid.
   */
  payment_type?: string;
  [k: string]: any;
}
/**
 * A customer bought something. Counts as Order Completed.
 */
export interface Ga4Purchase {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  /**
   * Id of the order: all events with this id are about the same order.
   */
  transaction_id: string | number;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  [k: string]: any;
}
/**
 * Money was refunded. Counts as Order Refunded.
 */
export interface Ga4Refund {
  /**
   * Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.
   */
  currency?: string;
  /**
   * Value of the event. For a purchase, the order's value; for a refund, the refunded amount.
   */
  value?: number | string;
  /**
   * The items that the event is about.
   */
  items?: Ga4Item[];
  /**
   * Id of the order: all events with this id are about the same order.
   */
  transaction_id: string | number;
  /**
   * Shop or partner that sold it.
   */
  affiliation?: string;
  /**
   * Coupon that applies to the whole order.
   */
  coupon?: string;
  /**
   * Cost of shipping.
   */
  shipping?: number | string;
  /**
   * Tax.
   */
  tax?: number | string;
  [k: string]: any;
}
