-- Which order events are ignored, and why?
--
-- Grain: one row per order event that figures ignore.
-- Source: event_rows of kind 'order', each message once; sources.
-- Example: SELECT reason, uniqExact(order_id) FROM safar.unbelieved_orders WHERE source_id = 'shop' GROUP BY reason
--
-- reason is 'bot' for an event from a bot, and 'web_key' for an event from a page that the source does not accept from
-- pages. order_words and unheard_words have the rules. If a server sends the same order, it counts by the server's events.
CREATE OR REPLACE VIEW unbelieved_orders AS
SELECT
    source_id,
    if(order_flags >= 192, 'bot', 'web_key') AS reason,
    order_id,
    order_step,
    order_value,
    if(currency = '', source_currency, currency) AS order_currency,
    timestamp,
    received_at,
    message_id,
    user_id,
    anonymous_id
FROM event_rows FINAL
WHERE kind = 'order'
    AND (order_flags >= 192
        OR key_kind = 'web' AND (source_id, bitAnd(order_flags, 15)) GLOBAL IN
            (SELECT source_id, word FROM safar.unheard_words(source = '')));
