<?php
/**
 * Who asks, as the tag's cookie says.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * The visitor of this request.
 */
class Safar_Visitor {

	/**
	 * The visitor's id: the tag sets the cookie only after consent, so that an id is a yes.
	 *
	 * @return string Empty for a visitor who may not be known.
	 */
	public static function id() {
		$id = isset( $_COOKIE['safar_id'] ) && is_string( $_COOKIE['safar_id'] ) ? sanitize_text_field( wp_unslash( $_COOKIE['safar_id'] ) ) : '';
		return preg_match( '/^[\w-]{8,128}$/', $id ) ? $id : '';
	}
}
