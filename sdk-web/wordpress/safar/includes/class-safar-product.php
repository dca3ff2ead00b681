<?php
/**
 * A product, as events tell it.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Properties of a product.
 */
class Safar_Product {

	/**
	 * The properties of Product Viewed and Product Added.
	 *
	 * @param WC_Product $product  From WooCommerce.
	 * @param int|float  $quantity How many; 0 leaves it out.
	 * @return array<string, mixed>
	 */
	public static function properties( $product, $quantity = 0 ) {
		$properties = array(
			'product_id' => (string) $product->get_id(),
			'name'       => $product->get_name(),
			'price'      => (string) wc_get_price_to_display( $product ),
			'currency'   => get_woocommerce_currency(),
		);
		$sku        = (string) $product->get_sku();
		if ( '' !== $sku ) {
			$properties['sku'] = $sku;
		}
		if ( $quantity > 0 ) {
			$properties['quantity'] = $quantity;
		}
		return $properties;
	}
}
