import type { Preset, StateMeaning } from "./preset.js";

/**
 * WooCommerce orders from its export plugins: "Import Export Suite for WooCommerce" (order_id, order_total)
 * and "Advanced Order Export" (Order Number, Order Total Amount), one row per order or one row per line.
 * https://woocommerce.com/document/import-and-export-of-woocommerce-orders/
 */
export const woocommerce: Preset = {
  title: "WooCommerce",
  rows: "line",
  columns: {
    orderId: ["order_id", "Order ID", "order_number", "Order Number"],
    customer: ["customer_id", "customer_user", "Customer User ID"],
    email: ["billing_email", "customer_email", "Email (Billing)"],
    phone: ["billing_phone", "Phone (Billing)"],
    firstName: ["billing_first_name", "First Name (Billing)"],
    lastName: ["billing_last_name", "Last Name (Billing)"],
    time: ["order_date", "date_created", "Order Date"],
    value: ["order_total", "total", "Order Total Amount"],
    currency: ["order_currency", "currency", "Currency"],
    status: ["status", "order_status", "Order Status"],
    refunded: ["refunded_total", "Order Refund Amount"],
    productId: ["item_sku", "SKU"],
    productName: ["item_name", "Item Name"],
    price: ["item_price", "Item Cost"],
    quantity: ["item_quantity", "Quantity (- Refund)", "Quantity"],
  },
  meaning: (state) => STATES[state.toLowerCase().replace(/^wc-/, "").replaceAll(" ", "-")],
};

/** https://woocommerce.com/document/managing-orders/order-statuses/ */
const STATES: Readonly<Record<string, StateMeaning>> = {
  completed: "order",
  processing: "order",
  "on-hold": "order",
  refunded: "order",
  "pending-payment": "no order",
  pending: "no order",
  failed: "no order",
  draft: "no order",
  "checkout-draft": "no order",
  cancelled: "cancelled",
};
