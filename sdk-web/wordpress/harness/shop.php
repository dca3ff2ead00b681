<?php
/**
 * A visit to a shop with the plugin. Arguments: the settings as JSON, the visitor's cookie. Prints what happened as JSON.
 *
 * @package Safar
 */

require __DIR__ . '/wordpress.php';
require __DIR__ . '/../safar/safar.php';

list( , $given, $cookie ) = $argv;
if ( '' !== $cookie ) {
	$_COOKIE['safar_id'] = $cookie;
}

/** What hooks print. */
function printed( $name ) {
	ob_start();
	do_action( $name );
	return ob_get_clean();
}

$_SERVER['HTTP_USER_AGENT'] = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

$told = array( 'before' => printed( 'wp_head' ) );
do_action( 'before_woocommerce_init' );
do_action( 'admin_menu' );
do_action( 'admin_init' );
update_option( 'safar_options', json_decode( $given, true ) );

$told['errors']  = $errors;
$told['options'] = get_option( 'safar_options' );
$told['head']    = printed( 'wp_head' );
$told['footer']  = printed( 'wp_footer' );
ob_start();
$page();
$told['page'] = ob_get_clean();

$user     = 0;
$product  = new WC_Product(
	array(
		'id'    => 17,
		'name'  => 'Tea </script><b>',
		'price' => '12.50',
		'sku'   => 'T-1',
	)
);
$products = array( 17 => $product );
$cart     = new WC_Cart();

$told['product'] = printed( 'woocommerce_after_single_product' );

$cart->items['line'] = array(
	'data'     => $product,
	'quantity' => 2,
);
do_action( 'woocommerce_add_to_cart', 'line', 17, 2, 0, array(), array() );
do_action( 'woocommerce_applied_coupon', 'SPRING' );
$told['checkout'] = printed( 'woocommerce_before_checkout_form' );
$user             = 5;
do_action( 'woocommerce_remove_cart_item', 'line', $cart );

$order = new WC_Order();
do_action( 'woocommerce_checkout_create_order', $order, array() );
$told['order'] = (object) $order->meta;
$block         = new WC_Order();
do_action( 'woocommerce_store_api_checkout_update_order_meta', $block );
$told['block'] = (object) $block->saved;

$told['webhooks'] = $GLOBALS['webhooks'] ? array_values( array_map( static fn( $one ) => $one->told(), $GLOBALS['webhooks'] ) ) : array();
update_option( 'safar_options', array( 'secret' => '' ) );
$told['paused'] = array_values( array_unique( array_map( static fn( $one ) => $one->get_status(), $GLOBALS['webhooks'] ) ) );
define( 'WP_UNINSTALL_PLUGIN', true );
require __DIR__ . '/../safar/uninstall.php';
$told['left'] = array( count( $GLOBALS['webhooks'] ), get_option( 'safar_options', 'none' ) );

echo json_encode( $told );
