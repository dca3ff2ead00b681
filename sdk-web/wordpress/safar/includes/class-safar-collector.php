<?php
/**
 * Sends an event to the collector.
 *
 * @package Safar
 */

defined( 'ABSPATH' ) || exit;

/**
 * The collector's tracking API.
 */
class Safar_Collector {

	/**
	 * Tracks an event of the visitor who asks. The shop doesn't wait for the answer, and a collector that is away harms
	 * nothing: what is sent here is about baskets, while orders come by web-hooks, which WooCommerce repeats.
	 *
	 * @param string               $event      A commerce event's name.
	 * @param array<string, mixed> $properties Of the event.
	 * @return void
	 */
	public static function track( $event, array $properties ) {
		$visitor = Safar_Visitor::id();
		if ( '' === $visitor || ! Safar_Options::is_ready() ) {
			return;
		}
		$options = Safar_Options::all();
		$key     = '' !== $options['server_key'] ? $options['server_key'] : $options['write_key'];
		$message = array(
			'type'        => 'track',
			'event'       => $event,
			'messageId'   => wp_generate_uuid4(),
			'anonymousId' => $visitor,
			'timestamp'   => gmdate( 'Y-m-d\TH:i:s\Z' ),
			'properties'  => $properties,
			'context'     => array(
				'library' => array(
					'name'    => 'safar-wordpress',
					'version' => SAFAR_VERSION,
				),
			),
		);
		// Without the visitor's own browser the request would look like a robot's.
		if ( isset( $_SERVER['HTTP_USER_AGENT'] ) && is_string( $_SERVER['HTTP_USER_AGENT'] ) ) {
			$message['context']['userAgent'] = substr( sanitize_text_field( wp_unslash( $_SERVER['HTTP_USER_AGENT'] ) ), 0, 512 );
		}
		$user = get_current_user_id();
		if ( $user > 0 ) {
			$message['userId'] = (string) $user;
		}
		wp_remote_post(
			$options['host'] . '/v1/track',
			array(
				'blocking' => false,
				'timeout'  => 2,
				'headers'  => array(
					'Authorization' => 'Bearer ' . $key,
					'Content-Type'  => 'application/json',
				),
				'body'     => wp_json_encode( $message ),
			)
		);
	}
}
