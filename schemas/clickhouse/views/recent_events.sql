-- What is happening now?
--
-- Grain: one row per event stored after a moment.
-- Source: event_rows. An event that arrived twice appears twice until its copies are merged.
-- Parameters: source; after, a moment in UTC such as '2025-01-01 12:00:00', or '' for ten minutes ago.
-- Example: SELECT * FROM safar.recent_events(source = 'shop', after = '') ORDER BY received_at DESC LIMIT 50
--
-- person_id is the user id, else the anonymous id. To follow events, query again with the last stored_at and skip known
-- message_ids, because events of one second may be stored one after the other.
CREATE OR REPLACE VIEW recent_events AS
SELECT
    stored_at,
    received_at,
    timestamp,
    message_id,
    type,
    event,
    commerce_event,
    name AS page_name,
    if(user_id = '', anonymous_id, user_id) AS person_id,
    user_id = '' AS is_guest,
    page_path,
    order_id,
    order_value AS value,
    toString(if(currency = '' AND order_value IS NOT NULL, source_currency, currency)) AS currency,
    products.name AS product_names,
    is_bot,
    is_test
FROM event_rows
WHERE source_id = {source:String}
    AND stored_at >= if({after:String} = '', now('UTC') - INTERVAL 10 MINUTE, toDateTime({after:String}, 'UTC'));
