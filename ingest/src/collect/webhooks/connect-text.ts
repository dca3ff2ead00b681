import type { PlatformName } from "../../sources/webhook-secrets.js";
import { SHOPIFY_VISITOR } from "./shopify/shopify.js";
import { WOOCOMMERCE_VISITOR } from "./woocommerce/woocommerce.js";

/**
 * What to paste where.
 *
 * @param address the collector's web-hook address
 * @param secret the platform's signing secret; undefined when it is not known yet
 * @param again options for a second run of the command
 */
export function connectText(
  platform: PlatformName,
  address: string,
  secret: string | undefined,
  again: string,
): string {
  return platform === "shopify"
    ? shopifyText(address, secret !== undefined, again)
    : woocommerceText(address, secret);
}

function shopifyText(address: string, isKnown: boolean, again: string): string {
  const topics = ["Order creation", "Order payment", "Order update", "Order cancellation", "Refund create"];
  return `1. In Shopify's admin open Settings > Notifications > Webhooks, and create one webhook for each of
   ${topics.join(", ")},
   Customer creation and Customer update:

     Format: JSON
     URL:    ${address}

2. ${
    isKnown
      ? "The secret is set. To set another one:"
      : 'Below the list Shopify shows "Your webhooks will be signed with". Copy that text, and run:'
  }

     safar connect shopify${again} --secret <text>

3. So that an order is joined with the visit that led to it, add this to the theme, below Safar's script tag:

     <script>
       safar.ready(function () {
         if (safar.anonymousId) fetch("/cart/update.js", {
           method: "POST",
           headers: { "content-type": "application/json" },
           body: JSON.stringify({ attributes: { ${SHOPIFY_VISITOR}: safar.anonymousId } })
         });
       });
     </script>`;
}

function woocommerceText(address: string, secret: string | undefined): string {
  return `1. In WordPress open WooCommerce > Settings > Advanced > Webhooks, and add one webhook for each of the topics
   Order created, Order updated, Customer created and Customer updated:

     Status:       Active
     Delivery URL: ${address}
     Secret:       ${secret}
     API version:  WP REST API Integration v3

2. So that an order is joined with the visit that led to it, add this to the theme's functions.php:

     add_action( 'woocommerce_checkout_create_order', function ( $order ) {
       if ( isset( $_COOKIE['safar_id'] ) ) {
         $order->update_meta_data( '${WOOCOMMERCE_VISITOR}', sanitize_text_field( wp_unslash( $_COOKIE['safar_id'] ) ) );
       }
     } );`;
}
