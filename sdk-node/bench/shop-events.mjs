const products = Array.from({ length: 200 }, (_, number) => ({
  product_id: `p${number}`,
  sku: `SKU-${1000 + number}`,
  name: `Hand-painted mug no. ${number}`,
  category: "Kitchen",
  price: 4.5 + number / 4,
  quantity: 1 + (number % 3),
}));

/** The `number`th call of a shop's backend: carts, checkouts and orders of a thousand customers. */
export function shopEvent(number) {
  const userId = `customer-${number % 1000}`;
  const product = products[number % products.length];
  if (number % 4 < 2)
    return { userId, event: "Product Added", properties: { cart_id: `c${number}`, ...product } };
  const lines = [product, products[(number * 7) % products.length]];
  const order = { order_id: `o${number}`, currency: "EUR", revenue: 31.5, products: lines };
  return { userId, event: number % 4 === 2 ? "Checkout Started" : "Order Completed", properties: order };
}
