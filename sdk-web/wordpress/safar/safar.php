<?php
/**
 * Plugin Name:       Safar for WooCommerce
 * Description:       Tells your own Safar collector what happens in your shop, and who comes back.
 * Version:           0.1.0
 * Requires at least: 6.2
 * Requires PHP:      7.4
 * Author:            The Safar authors
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/old-licenses/gpl-2.0.html
 * Text Domain:       safar
 *
 * This folder alone is under the GNU General Public License, version 2 or later, as WordPress itself is.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

define( 'SAFAR_VERSION', '0.1.0' );

require_once __DIR__ . '/includes/class-safar-options.php';
require_once __DIR__ . '/includes/class-safar-settings-page.php';
require_once __DIR__ . '/includes/class-safar-visitor.php';
require_once __DIR__ . '/includes/class-safar-collector.php';
require_once __DIR__ . '/includes/class-safar-product.php';
require_once __DIR__ . '/includes/class-safar-tag.php';
require_once __DIR__ . '/includes/class-safar-cart.php';
require_once __DIR__ . '/includes/class-safar-orders.php';

Safar_Settings_Page::register();
Safar_Tag::register();
Safar_Cart::register();
Safar_Orders::register();

// Orders may lie in tables of their own: this plugin reads and writes them by WooCommerce's functions alone.
add_action(
	'before_woocommerce_init',
	static function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
		}
	}
);
