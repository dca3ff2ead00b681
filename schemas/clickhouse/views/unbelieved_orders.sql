-- What was said of orders and not believed, and why?
--
-- Grain: one row an event of an order that no figure hears.
-- Source: event_rows of kind 'order', each message once; sources.
-- Example: SELECT reason, uniqExact(order_id) FROM safar.unbelieved_orders WHERE source_id = 'shop' GROUP BY reason
--
-- reason is 'bot' when a robot's page said it, and 'web_key' when a page did, where the source does not take that from
-- pages. The rules stand in order_words and unheard_words. An order that a server tells of as well counts by the server's word.
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
