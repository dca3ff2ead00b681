<?php
/**
 * The one page of settings.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Settings > Safar.
 */
class Safar_Settings_Page {

	const SLUG = 'safar';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'admin_menu', array( self::class, 'add_page' ) );
		add_action( 'admin_init', array( self::class, 'add_setting' ) );
	}

	/**
	 * Adds the page to the menu of settings.
	 *
	 * @return void
	 */
	public static function add_page() {
		add_options_page( 'Safar', 'Safar', 'manage_options', self::SLUG, array( self::class, 'show' ) );
	}

	/**
	 * Tells WordPress how the settings are checked.
	 *
	 * @return void
	 */
	public static function add_setting() {
		register_setting(
			self::SLUG,
			Safar_Options::NAME,
			array(
				'type'              => 'array',
				'sanitize_callback' => array( Safar_Options::class, 'sanitize' ),
				'show_in_rest'      => false,
			)
		);
	}

	/**
	 * Prints the page.
	 *
	 * @return void
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$fields = array(
			'host'       => array( __( 'Collector', 'safar' ), 'url', __( 'Its address, as your visitors reach it.', 'safar' ) ),
			'write_key'  => array( __( 'Write key', 'safar' ), 'text', __( 'wk_…, which safar serve prints. It is public.', 'safar' ) ),
			'server_key' => array( __( 'Server key', 'safar' ), 'password', __( 'sk_…, by: npx @safar/ingest keys add shop --kind server. It is secret. Without it baskets are told by the write key.', 'safar' ) ),
			'source'     => array( __( 'Source', 'safar' ), 'text', __( 'The shop\'s name at the collector.', 'safar' ) ),
			'secret'     => array( __( 'Web-hook secret', 'safar' ), 'password', __( 'By: npx @safar/ingest connect woocommerce. With it WooCommerce tells of orders, refunds and customers.', 'safar' ) ),
		);
		$options = Safar_Options::all();
		echo '<div class="wrap"><h1>Safar</h1><form action="options.php" method="post">';
		settings_fields( self::SLUG );
		echo '<table class="form-table" role="presentation">';
		foreach ( $fields as $name => list( $label, $type, $help ) ) {
			printf(
				'<tr><th scope="row"><label for="safar_%1$s">%2$s</label></th><td><input class="regular-text" id="safar_%1$s" name="%3$s[%1$s]" type="%4$s" value="%5$s" autocomplete="off"><p class="description">%6$s</p></td></tr>',
				esc_attr( $name ),
				esc_html( $label ),
				esc_attr( Safar_Options::NAME ),
				esc_attr( $type ),
				esc_attr( $options[ $name ] ),
				esc_html( $help )
			);
		}
		self::show_consent( $options['consent'] );
		echo '</table>';
		submit_button();
		echo '</form></div>';
	}

	/**
	 * Prints the choice of when visitors are followed.
	 *
	 * @param string $chosen The saved choice.
	 * @return void
	 */
	private static function show_consent( $chosen ) {
		$choices = array(
			'pending' => __( 'When they agree to statistics, by your consent plugin (WP Consent API) or by safar.consent("granted")', 'safar' ),
			'granted' => __( 'At once', 'safar' ),
		);
		printf( '<tr><th scope="row"><label for="safar_consent">%s</label></th><td><select id="safar_consent" name="%s[consent]">', esc_html__( 'Follow visitors', 'safar' ), esc_attr( Safar_Options::NAME ) );
		foreach ( $choices as $value => $label ) {
			printf( '<option value="%s"%s>%s</option>', esc_attr( $value ), selected( $chosen, $value, false ), esc_html( $label ) );
		}
		echo '</select></td></tr>';
	}
}
