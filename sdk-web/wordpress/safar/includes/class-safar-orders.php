<?php
/**
 * Orders: the visit that led to one, and WooCommerce's own web-hooks, which tell of all of them.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Hooks of orders and the web-hooks.
 */
class Safar_Orders {

	/** The order's field that names the visitor; the collector reads it. */
	const VISITOR = '_safar_id';

	const NAME = 'Safar: ';

	const TOPICS = array( 'order.created', 'order.updated', 'customer.created', 'customer.updated' );

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		// The checkout as a shortcode, and as a block.
		add_action( 'woocommerce_checkout_create_order', array( self::class, 'keep_visitor' ) );
		add_action( 'woocommerce_store_api_checkout_update_order_meta', array( self::class, 'keep_visitor_now' ) );
		add_action( 'update_option_' . Safar_Options::NAME, array( self::class, 'set_webhooks' ), 10, 0 );
		add_action( 'add_option_' . Safar_Options::NAME, array( self::class, 'set_webhooks' ), 10, 0 );
	}

	/**
	 * Writes the visitor into an order that is saved afterwards.
	 *
	 * @param WC_Order $order That is made.
	 * @return void
	 */
	public static function keep_visitor( $order ) {
		$visitor = Safar_Visitor::id();
		if ( '' !== $visitor ) {
			$order->update_meta_data( self::VISITOR, $visitor );
		}
	}

	/**
	 * The same of an order that is stored already.
	 *
	 * @param WC_Order $order From the checkout block.
	 * @return void
	 */
	public static function keep_visitor_now( $order ) {
		self::keep_visitor( $order );
		$order->save_meta_data();
	}

	/**
	 * Makes WooCommerce's web-hooks to the collector, or brings them up to date; without a secret it pauses them.
	 *
	 * @return void
	 */
	public static function set_webhooks() {
		if ( ! class_exists( 'WC_Webhook' ) ) {
			return;
		}
		$options = Safar_Options::all();
		$wanted  = Safar_Options::is_ready() && '' !== $options['secret'];
		$known   = self::webhooks();
		foreach ( self::TOPICS as $topic ) {
			if ( ! $wanted && ! isset( $known[ $topic ] ) ) {
				continue;
			}
			$webhook = isset( $known[ $topic ] ) ? $known[ $topic ] : new WC_Webhook();
			$webhook->set_name( self::NAME . $topic );
			$webhook->set_topic( $topic );
			$webhook->set_user_id( get_current_user_id() );
			$webhook->set_api_version( 'wp_api_v3' );
			$webhook->set_delivery_url( $options['host'] . '/v1/webhooks/woocommerce/' . rawurlencode( $options['source'] ) );
			$webhook->set_secret( $options['secret'] );
			$webhook->set_status( $wanted ? 'active' : 'paused' );
			$webhook->save();
		}
	}

	/**
	 * The web-hooks that this plugin made, by topic.
	 *
	 * @return array<string, WC_Webhook>
	 */
	public static function webhooks() {
		$found = array();
		$store = WC_Data_Store::load( 'webhook' );
		foreach ( $store->get_webhooks_ids() as $id ) {
			$webhook = wc_get_webhook( $id );
			if ( $webhook && 0 === strpos( $webhook->get_name(), self::NAME ) ) {
				$found[ $webhook->get_topic() ] = $webhook;
			}
		}
		return $found;
	}
}
