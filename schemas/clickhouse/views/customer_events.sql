-- What did each customer do, event by event?
--
-- Grain: one row per event of a visitor, guest or user, in the range.
-- Source: event_rows, each message once; customer_links.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT timestamp, event FROM safar.customer_events(source = 'shop', since = '2025-01-01',
--     until = '2025-02-01', time_zone = 'UTC') WHERE user_id = 'user-17' ORDER BY timestamp
--
-- customer_key is the customer's key by today's identity links, also for events from before the customer was known.
-- event is the tracked name as sent, or the type of other calls; commerce_event is its name in the Ecommerce Spec.
-- visitor_time_zone is from the browser, '' if not sent. key_kind is 'web' for events from pages, else 'server'. Bots
-- and tests are left out.
CREATE OR REPLACE VIEW customer_events AS
SELECT
    if(links.customer_key = 0, told.own_key, links.customer_key) AS customer_key,
    user_id,
    anonymous_id,
    message_id,
    event,
    commerce_event,
    timestamp,
    properties,
    traits,
    visitor_time_zone,
    key_kind
FROM
(
    SELECT
        if(user_id != '', identityHash('user', source_id, user_id), identityHash('guest', source_id, anonymous_id))
            AS own_key,
        user_id,
        anonymous_id,
        message_id,
        if(type = 'track', toString(event_rows.event), toString(type)) AS event,
        toString(event_rows.commerce_event) AS commerce_event,
        timestamp,
        properties,
        traits,
        JSONExtractString(context, 'timezone') AS visitor_time_zone,
        toString(event_rows.key_kind) AS key_kind
    FROM event_rows FINAL
    WHERE source_id = {source:String} AND type != 'alias' AND NOT is_bot AND NOT is_test
        AND toYYYYMMDDhhmmss(timestamp, {time_zone:String})
            >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
        AND toYYYYMMDDhhmmss(timestamp, {time_zone:String})
            < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
) AS told
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = told.own_key;
