<?php
/**
 * The script in the shop's pages.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Prints the tag, what the visitor agreed to, and what a page shows.
 */
class Safar_Tag {

	/** Keeps the calls that are made before the script is there: sdk-web's stub.js. */
	const STUB = 'window.safar =window.safar ||((q) =>(function p(n) {return new Proxy(() => {}, {get: (_, k) => (k === "q" ? q : p(n.concat(k))),apply: (_, _this, a) =>new Promise((r) => {q.push([n, a, Date.now(), location.href, r]);}),});})([]))([]);';

	/** Passes the answer of a consent plugin on: https://github.com/WordPress/wp-consent-level-api. */
	const CONSENT = 'document.addEventListener("wp_listen_for_consent_change",(e)=>{const a=e.detail&&e.detail.statistics;if(a)safar.consent(a==="allow"?"granted":"denied");});if(typeof wp_has_consent==="function"&&wp_has_consent("statistics"))safar.consent("granted");';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'wp_head', array( self::class, 'print_tag' ), 1 );
		add_action( 'wp_footer', array( self::class, 'print_consent' ), 99 );
		add_action( 'woocommerce_after_single_product', array( self::class, 'print_product' ) );
		add_action( 'woocommerce_before_checkout_form', array( self::class, 'print_checkout' ) );
	}

	/**
	 * The stub and the script, first in the head.
	 *
	 * @return void
	 */
	public static function print_tag() {
		if ( ! Safar_Options::is_ready() ) {
			return;
		}
		$options = Safar_Options::all();
		wp_print_inline_script_tag( self::STUB );
		$attributes = array(
			'src'            => esc_url( $options['host'] . '/safar.js' ),
			'async'          => true,
			'data-write-key' => $options['write_key'],
		);
		if ( 'pending' === $options['consent'] ) {
			$attributes['data-consent'] = 'pending';
		}
		wp_print_script_tag( $attributes );
	}

	/**
	 * What the visitor answered to the consent plugin, now and later.
	 *
	 * @return void
	 */
	public static function print_consent() {
		if ( Safar_Options::is_ready() && 'pending' === Safar_Options::all()['consent'] ) {
			wp_print_inline_script_tag( self::CONSENT );
		}
	}

	/**
	 * A product's page was seen. Told by the page, since pages of products may come from a cache.
	 *
	 * @return void
	 */
	public static function print_product() {
		global $product;
		if ( is_object( $product ) && is_a( $product, 'WC_Product' ) ) {
			self::print_call( 'product.view', Safar_Product::properties( $product ) );
		}
	}

	/**
	 * The checkout began.
	 *
	 * @return void
	 */
	public static function print_checkout() {
		$cart = WC()->cart;
		if ( ! $cart || $cart->is_empty() ) {
			return;
		}
		$products = array();
		foreach ( $cart->get_cart() as $item ) {
			$products[] = Safar_Product::properties( $item['data'], $item['quantity'] );
		}
		self::print_call(
			'checkout.start',
			array(
				'value'    => (string) $cart->get_total( 'edit' ),
				'currency' => get_woocommerce_currency(),
				'products' => $products,
			)
		);
	}

	/**
	 * Prints a call of the script. The text of a product can't end the element it stands in.
	 *
	 * @param string               $call       Such as product.view.
	 * @param array<string, mixed> $properties Of the event.
	 * @return void
	 */
	private static function print_call( $call, array $properties ) {
		if ( Safar_Options::is_ready() ) {
			$json = wp_json_encode( $properties, JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_UNICODE );
			wp_print_inline_script_tag( "safar.$call($json);" );
		}
	}
}
