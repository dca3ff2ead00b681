<?php
/**
 * As much of WordPress and WooCommerce as the plugin calls, for wordpress.test.ts: hooks that are run by name, options
 * in memory, and requests that really go out. It stands in for neither: a real shop was not run.
 *
 * @package Safar
 */

define( 'ABSPATH', __DIR__ );

$hooks    = array();
$options  = array();
$errors   = array();
$webhooks = array();

function add_action( $name, $callback, $priority = 10, $args = 1 ) {
	$GLOBALS['hooks'][ $name ][] = array( $priority, $callback, $args );
}
function do_action( $name, ...$given ) {
	$found = $GLOBALS['hooks'][ $name ] ?? array();
	usort( $found, static fn( $a, $b ) => $a[0] <=> $b[0] );
	foreach ( $found as list( , $callback, $args ) ) {
		$callback( ...array_slice( $given, 0, $args ) );
	}
}
function get_option( $name, $fallback = false ) {
	return $GLOBALS['options'][ $name ] ?? $fallback;
}
function update_option( $name, $value ) {
	$value                       = ( $GLOBALS['settings'][ $name ] )( $value );
	$event                       = isset( $GLOBALS['options'][ $name ] ) ? 'update' : 'add';
	$GLOBALS['options'][ $name ] = $value;
	do_action( "{$event}_option_$name", $name, $value );
}
function delete_option( $name ) {
	unset( $GLOBALS['options'][ $name ] );
}
function register_setting( $group, $name, $args ) {
	$GLOBALS['settings'][ $name ] = $args['sanitize_callback'];
}
function add_settings_error( $setting, $code, $message ) {
	$GLOBALS['errors'][] = $code;
}
function add_options_page( $title, $menu, $capability, $slug, $show ) {
	$GLOBALS['page'] = $show;
}
function settings_fields( $group ) {}
function submit_button() {}
function current_user_can( $capability ) {
	return true;
}
function selected( $a, $b, $print ) {
	return $a === $b ? ' selected' : '';
}
function __( $text, $domain ) {
	return $text;
}
function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}
function esc_html__( $text, $domain ) {
	return esc_html( $text );
}
function esc_attr( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}
function esc_url( $text ) {
	return $text;
}
function sanitize_text_field( $text ) {
	return trim( strip_tags( preg_replace( '/[\r\n\t ]+/', ' ', $text ) ) );
}
function wp_unslash( $text ) {
	return stripslashes( $text );
}
function untrailingslashit( $text ) {
	return rtrim( $text, '/' );
}
function get_current_user_id() {
	return $GLOBALS['user'] ?? 0;
}
function wp_generate_uuid4() {
	return bin2hex( random_bytes( 16 ) );
}
function wp_json_encode( $value, $flags = 0 ) {
	return json_encode( $value, $flags );
}
function wp_print_inline_script_tag( $script ) {
	echo "<script>$script</script>\n";
}
function wp_print_script_tag( $attributes ) {
	$text = '';
	foreach ( $attributes as $name => $value ) {
		$text .= true === $value ? " $name" : sprintf( ' %s="%s"', $name, esc_attr( $value ) );
	}
	echo "<script$text></script>\n";
}
function wp_remote_post( $url, $args ) {
	$headers = array();
	foreach ( $args['headers'] as $name => $value ) {
		$headers[] = "$name: $value";
	}
	$http = array(
		'method'        => 'POST',
		'header'        => $headers,
		'content'       => $args['body'],
		'ignore_errors' => true,
	);
	return file_get_contents( $url, false, stream_context_create( array( 'http' => $http ) ) );
}

class WC_Product {
	private $fields;
	public function __construct( $fields ) {
		$this->fields = $fields;
	}
	public function get_id() {
		return $this->fields['id'];
	}
	public function get_name() {
		return $this->fields['name'];
	}
	public function get_sku() {
		return $this->fields['sku'] ?? '';
	}
	public function price() {
		return $this->fields['price'];
	}
}
class WC_Cart {
	public $items = array();
	public function is_empty() {
		return array() === $this->items;
	}
	public function get_cart() {
		return $this->items;
	}
	public function get_cart_item( $key ) {
		return $this->items[ $key ] ?? array();
	}
	public function get_total( $context ) {
		return array_sum( array_map( static fn( $item ) => $item['data']->price() * $item['quantity'], $this->items ) );
	}
}
class WC_Order {
	public $meta  = array();
	public $saved = array();
	public function update_meta_data( $name, $value ) {
		$this->meta[ $name ] = $value;
	}
	public function save_meta_data() {
		$this->saved = $this->meta;
	}
}
class WC_Webhook {
	private $fields = array();
	public function __call( $call, $given ) {
		list( $verb, $field ) = explode( '_', $call, 2 );
		if ( 'get' === $verb ) {
			return $this->fields[ $field ];
		}
		$this->fields[ $field ] = $given[0];
	}
	public function save() {
		$this->fields['id']                      ??= count( $GLOBALS['webhooks'] ) + 1;
		$GLOBALS['webhooks'][ $this->fields['id'] ] = $this;
	}
	public function delete() {
		unset( $GLOBALS['webhooks'][ $this->fields['id'] ] );
	}
	public function told() {
		return $this->fields;
	}
}
class WC_Data_Store {
	public static function load( $name ) {
		return new self();
	}
	public function get_webhooks_ids() {
		return array_keys( $GLOBALS['webhooks'] );
	}
}
function wc_get_webhook( $id ) {
	return $GLOBALS['webhooks'][ $id ] ?? null;
}
function WC() {
	return (object) array( 'cart' => $GLOBALS['cart'] );
}
function wc_get_product( $id ) {
	return $GLOBALS['products'][ $id ] ?? false;
}
function wc_get_price_to_display( $product ) {
	return $product->price();
}
function get_woocommerce_currency() {
	return 'EUR';
}
