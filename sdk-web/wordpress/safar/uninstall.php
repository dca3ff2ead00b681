<?php
/**
 * Takes the settings and the web-hooks away with the plugin.
 *
 * @package Safar
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/includes/class-safar-options.php';
require_once __DIR__ . '/includes/class-safar-orders.php';

if ( class_exists( 'WC_Webhook' ) ) {
	foreach ( Safar_Orders::webhooks() as $safar_webhook ) {
		$safar_webhook->delete( true );
	}
}
delete_option( Safar_Options::NAME );
