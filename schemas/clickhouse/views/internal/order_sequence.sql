-- Which order is a customer's first, second, third, and how long after the previous one did it come?
--
-- Grain: one row per counted order of a range.
-- Source: orders_in_range, including orders before the range, because they decide an order's place.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT place, count() FROM safar_internal.order_sequence(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London') GROUP BY place
--
-- has_next is whether the customer ordered again before the end of the range. Orders of the same moment are sorted by
-- order_id. A first order has no previous one: its gap_days is NULL and its previous_order_key 0.
CREATE OR REPLACE VIEW order_sequence AS
WITH
    toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')) AS range_start
SELECT
    customer_key,
    place,
    place < length(orders) AS has_next,
    order.1 AS ordered_at,
    order.3 AS order_key,
    order.4 AS value,
    order.5 AS currency_code,
    tupleElement(orders[place - 1], 3) AS previous_order_key,
    if(place = 1, NULL, (toUnixTimestamp64Milli(ordered_at) - toUnixTimestamp64Milli(tupleElement(orders[place - 1], 1)))
        / 86400000) AS gap_days
FROM
(
    SELECT
        customer_key,
        arraySort(groupArray((ordered_at, order_id, order_key, value, currency_code))) AS orders
    FROM safar.orders_in_range(
        source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key
)
ARRAY JOIN orders AS order, arrayEnumerate(orders) AS place
WHERE toYYYYMMDDhhmmss(ordered_at, {time_zone:String}) >= range_start;
