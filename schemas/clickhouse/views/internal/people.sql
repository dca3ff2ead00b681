-- Who has ever been seen, and how far did they get? By customer keys.
--
-- Grain: one row per person who visited, was identified or ordered before the end of the range.
-- Source: visits, orders_in_range, customer_contacts.
-- Parameters: source, until, time_zone; see orders_in_range.
-- Example: SELECT furthest, count() FROM safar_internal.people(source = 'shop', until = '', time_zone = 'UTC') GROUP BY furthest
--
-- first_origin_key and last_origin_key are the origins of the first and the last visit (see origins), 0 without a visit.
-- furthest is 1 for a visitor, 2 for one who viewed a product, 3 for one who added a product, 4 for one who started a
-- checkout, and 0 without a visit.
CREATE OR REPLACE VIEW people AS
WITH
    least(now64(3, 'UTC'), if({until:String} = '', now64(3, 'UTC'),
        toTimeZone(toDateTime64({until:String}, 3, {time_zone:String}), 'UTC'))) AS as_of,
    arrival -> toUInt64(bitAnd(arrival, bitShiftLeft(toUInt128(1), 64) - 1)) AS origin_of
SELECT
    customer_key,
    max(told.anonymous_id) AS anonymous_id,
    min(told.first_seen) AS first_seen_at,
    max(told.last_seen) AS last_seen_at,
    origin_of(minIf(told.first_arrival, told.furthest > 0)) AS first_origin_key,
    origin_of(max(told.last_arrival)) AS last_origin_key,
    max(told.furthest) AS furthest,
    max(told.has_shared) AS has_shared,
    sum(told.orders) AS orders,
    max(told.last_order) AS last_order_at,
    max(told.registered) AS registered_at
FROM
(
    SELECT
        customer_key,
        max(visits.anonymous_id) AS anonymous_id,
        min(started_at) AS first_seen,
        max(ended_at) AS last_seen,
        min(arrival) AS first_arrival,
        max(arrival) AS last_arrival,
        max(multiIf(
            furthest_checkout > 0 OR bitTest(did, 2), 4,
            bitTest(did, 1), 3,
            bitTest(did, 0), 2,
            1)) AS furthest,
        max(bitTest(did, 3)) AS has_shared,
        toUInt64(0) AS orders,
        CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS last_order,
        CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS registered
    FROM safar.visits(
        source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String}) AS visits
    GROUP BY customer_key
    UNION ALL
    SELECT customer_key, '', min(ordered_at), max(ordered_at), 0, 0, 0, false, count(),
        max(ordered_at), NULL
    FROM safar.orders_in_range(
        source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key
    UNION ALL
    SELECT customer_key, '', registered_at, registered_at, 0, 0, 0, false, 0, NULL,
        registered_at
    FROM safar.customer_contacts(source = {source:String})
    WHERE registered_at < as_of
) AS told
GROUP BY customer_key;
