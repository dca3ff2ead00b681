-- What did each customer do, one event after the other?
--
-- Grain: one row an event of a visitor, a guest or a user, in the range.
-- Source: event_rows, each message once; customer_links.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT timestamp, event FROM safar.customer_events(source = 'shop', since = '2025-01-01',
--     until = '2025-02-01', time_zone = 'UTC') WHERE user_id = 'user-17' ORDER BY timestamp
--
-- customer_key is the one that the customer has by all that is known today, also of what they did before they were known.
-- event is the tracked name as it was sent, and of other calls their type; commerce_event is the name that the Ecommerce
-- Spec gives it. visitor_time_zone is what the browser told, '' when it told none. key_kind is 'web' where a page told it,
-- else 'server'. Robots and tests are left out.
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
