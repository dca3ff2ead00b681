<?php
/**
 * What happens in baskets, told by the shop's server: buttons that work without a page's script are told too.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Hooks of WooCommerce's basket.
 */
class Safar_Cart {

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'woocommerce_add_to_cart', array( self::class, 'added' ), 10, 4 );
		add_action( 'woocommerce_remove_cart_item', array( self::class, 'removed' ), 10, 2 );
		add_action( 'woocommerce_applied_coupon', array( self::class, 'coupon' ) );
	}

	/**
	 * A product was put into the basket.
	 *
	 * @param string    $key          Of the basket's line.
	 * @param int       $product_id   Of the product.
	 * @param int|float $quantity     How many.
	 * @param int       $variation_id Of the variation; 0 for none.
	 * @return void
	 */
	public static function added( $key, $product_id, $quantity, $variation_id ) {
		$product = wc_get_product( $variation_id ? $variation_id : $product_id );
		if ( $product ) {
			Safar_Collector::track( 'Product Added', Safar_Product::properties( $product, $quantity ) );
		}
	}

	/**
	 * A line is about to be taken out of the basket.
	 *
	 * @param string  $key  Of the line.
	 * @param WC_Cart $cart The basket.
	 * @return void
	 */
	public static function removed( $key, $cart ) {
		$item = $cart->get_cart_item( $key );
		if ( ! empty( $item['data'] ) ) {
			Safar_Collector::track( 'Product Removed', Safar_Product::properties( $item['data'], $item['quantity'] ) );
		}
	}

	/**
	 * A coupon was applied.
	 *
	 * @param string $code Of the coupon.
	 * @return void
	 */
	public static function coupon( $code ) {
		Safar_Collector::track( 'Coupon Applied', array( 'coupon_name' => (string) $code ) );
	}
}
