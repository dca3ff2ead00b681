<?php
/**
 * The plugin's settings, as one option of WordPress.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads and checks the settings.
 */
class Safar_Options {

	const NAME = 'safar_options';

	/**
	 * All settings, with defaults for those that were never saved.
	 *
	 * @return array{host: string, write_key: string, server_key: string, source: string, secret: string, consent: string}
	 */
	public static function all() {
		$defaults = array(
			'host'       => '',
			'write_key'  => '',
			'server_key' => '',
			'source'     => 'shop',
			'secret'     => '',
			'consent'    => 'pending',
		);
		$saved    = get_option( self::NAME, array() );
		return array_merge( $defaults, array_intersect_key( is_array( $saved ) ? $saved : array(), $defaults ) );
	}

	/**
	 * Whether there is a collector to tell.
	 *
	 * @return bool
	 */
	public static function is_ready() {
		$options = self::all();
		return '' !== $options['host'] && '' !== $options['write_key'];
	}

	/**
	 * Takes what the settings page sent. What can't be used is told, and the saved value stays.
	 *
	 * @param mixed $given The form's fields.
	 * @return array<string, string>
	 */
	public static function sanitize( $given ) {
		$options = self::all();
		$given   = is_array( $given ) ? $given : array();
		foreach ( array_keys( $options ) as $name ) {
			if ( ! isset( $given[ $name ] ) || ! is_string( $given[ $name ] ) ) {
				continue;
			}
			$value = trim( sanitize_text_field( $given[ $name ] ) );
			$fault = self::fault_of( $name, $value );
			if ( '' !== $fault ) {
				add_settings_error( self::NAME, 'safar_' . $name, $fault );
				continue;
			}
			$options[ $name ] = 'host' === $name ? untrailingslashit( $value ) : $value;
		}
		return $options;
	}

	/**
	 * What is wrong with a setting; empty when nothing is.
	 *
	 * @param string $name  Of the setting.
	 * @param string $value As it was typed.
	 * @return string
	 */
	private static function fault_of( $name, $value ) {
		switch ( $name ) {
			case 'host':
				return '' === $value || preg_match( '#^https?://[^\s/?\#]+(/[^\s?\#]*)?$#', $value ) ? '' : __( 'The address must be like https://collect.shop.example.', 'safar' );
			case 'write_key':
				return '' === $value || 0 === strpos( $value, 'wk_' ) ? '' : __( 'The write key begins with wk_. A key that begins with sk_ is secret and must not stand in pages.', 'safar' );
			case 'server_key':
				return '' === $value || 0 === strpos( $value, 'sk_' ) ? '' : __( 'The server key begins with sk_. safar keys add prints one.', 'safar' );
			case 'source':
				return preg_match( '/^[a-z0-9_-]{1,64}$/', $value ) ? '' : __( 'The source has lower-case letters, digits, - and _.', 'safar' );
			case 'consent':
				return in_array( $value, array( 'pending', 'granted' ), true ) ? '' : __( 'Choose when visitors are followed.', 'safar' );
			default:
				return '';
		}
	}
}
