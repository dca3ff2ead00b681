import type { MessageData } from "./fill-in.js";

/** What a message shows of an example person, so that a preview has something in every place. */
export const EXAMPLE: MessageData = {
  profile: { first_name: "Sara", last_name: "Ahmadi", name: "Sara Ahmadi", email: "sara@example.com" },
  event: { product_id: "tea-1", name: "Green tea", price: "12.50", currency: "EUR", quantity: 2 },
  shop: { name: "shop", currency: "EUR" },
  cart: {
    lines: [
      {
        ...{ product_id: "tea-1", name: "Green tea", quantity: 2, price: "12.50", currency: "EUR" },
        image_url: "https://shop.example/tea.jpg",
        url: "https://shop.example/tea",
      },
      { product_id: "cup-3", name: "Cup & saucer", quantity: 1, price: "7.90", currency: "EUR" },
    ],
    ...{ quantity: 3, value: "32.9", currency: "EUR" },
  },
  recommended: [
    { product_id: "honey-2", name: "Honey" },
    { product_id: "pot-1", name: "Teapot" },
  ],
};
