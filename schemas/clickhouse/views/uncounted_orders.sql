-- Which orders, refunds and events are stored but not counted, and why?
--
-- Grain: one row per reason, currency and, for events with an unknown name, name.
-- Source: order_states, unmatched_refunds, near_event_names; event_rows of kind 'order', each message once; sources.
-- Parameters: source, since, until, time_zone, see orders_in_range. The range is of orders' completion and of refunds.
-- Example: SELECT * FROM safar.uncounted_orders(source = 'shop', since = '2025-01-01', until = '2026-01-01',
--     time_zone = 'Europe/London') ORDER BY count DESC
--
-- count is the number of orders, refunds or events, value their total: NULL if it is not known, such as for an unreadable
-- amount. example is the id of the latest of them. The reasons:
--   no_value             no event has a value, or the value is zero or below (see sources, zero_orders)
--   unreadable_value     the latest value, or a refund's amount, is unreadable
--   unreadable_currency  its currency is unreadable
--   bot                  only a bot sent it
--   not_believed         only pages sent it, and the source does not accept it from pages (unheard_words)
--   test, cancelled      the order is a test, or is cancelled
--   unmatched_refund     a refund of an unknown order, or in another currency: see unmatched_refunds
--   unknown_event_name   no figure reads the event's name: event_name; closest_name was probably meant
CREATE OR REPLACE VIEW uncounted_orders AS
SELECT
    reason,
    currency,
    event_name,
    any(told.closest) AS closest_name,
    sum(told.events) AS count,
    sum(told.amount) AS value,
    argMax(id, at) AS example,
    min(told.first) AS first_at,
    max(at) AS last_at
FROM
(
    SELECT uncounted AS reason, currency, '' AS event_name, '' AS closest, order_id AS id, toUInt64(1) AS events,
        if(is_value_unknown, NULL, states.value) AS amount, ordered_at AS first, ordered_at AS at
    FROM safar.order_states(source = {source:String}) AS states
    WHERE NOT is_counted
    UNION ALL
    SELECT
        if(min(bot), 'bot', 'not_believed'),
        argMax(unheard.currency, unheard.timestamp),
        '',
        '',
        any(unheard.order_id),
        1,
        argMax(unheard.order_value, unheard.timestamp),
        min(unheard.timestamp) AS first,
        first
    FROM
    (
        SELECT order_key, order_id, order_flags >= 192 AS bot, timestamp, order_value,
            if(currency = '', toString(source_currency), toString(currency)) AS currency
        FROM event_rows FINAL
        WHERE kind = 'order' AND source_id = {source:String} AND bitTest(order_flags, 0) AND bitTest(order_flags, 6)
            AND (order_flags >= 192
                OR (source_id, bitAnd(order_flags, 15)) GLOBAL IN
                    (SELECT source_id, word FROM safar.unheard_words(source = {source:String})))
    ) AS unheard
    WHERE order_key GLOBAL NOT IN
    (
        SELECT order_key FROM event_rows
        WHERE kind = 'order' AND source_id = {source:String} AND bitTest(order_flags, 0) AND order_flags < 192
            AND (NOT bitTest(order_flags, 6)
                OR (source_id, bitAnd(order_flags, 15)) GLOBAL NOT IN
                    (SELECT source_id, word FROM safar.unheard_words(source = {source:String})))
    )
    GROUP BY order_key
    UNION ALL
    SELECT if(startsWith(refund.reason, 'unreadable'), refund.reason, 'unmatched_refund'), refund.currency, '', '',
        refund.order_id, 1, refund.amount, refund.refunded_at, refund.refunded_at
    FROM safar.unmatched_refunds(source = {source:String}, since = '', until = '', time_zone = 'UTC') AS refund
    UNION ALL
    SELECT 'unknown_event_name', near.currency, toString(near.event), near.closest_name, near.example, near.events,
        near.value, near.first_at, near.last_at
    FROM safar.near_event_names(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String}) AS near
) AS told
WHERE ({since:String} = '' OR toYYYYMMDDhhmmss(at, {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
    AND ({until:String} = '' OR toYYYYMMDDhhmmss(at, {time_zone:String})
        < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')))
GROUP BY reason, currency, event_name;
