-- What has each customer bought in a range of time, and how often? The basis of all views about single customers.
--
-- Grain: one row per customer with a counted order in the range.
-- Source: orders_in_range, asked_currency.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT quantileExact(0.5)(usual_gap_days) FROM safar_internal.customer_orders(
--     source = 'shop', since = '', until = '', time_zone = 'UTC', currency = '')
--
-- orders and dates are of all currencies, revenue is in the currency asked for, before refunds. last_day is the local
-- date of the last order. as_of is the end of the range, or now if that is earlier; silent_days is the number of
-- calendar days between last_day and the last day of the range. usual_gap_days is the median of the customer's gaps
-- between days with an order, the longer one of two in the middle; NULL if there is only one such day, because two
-- orders in one morning do not show a usual gap.
CREATE OR REPLACE VIEW customer_orders AS
WITH
    (SELECT (asked.currency, asked.currency_code) FROM safar.asked_currency(
        source = {source:String}, currency = {currency:String}) AS asked) AS asked
SELECT
    customer_key,
    orders,
    first_order_at,
    last_order_at,
    toDate32(last_order_at, {time_zone:String}) AS last_day,
    if(length(days) < 2, NULL,
        toInt32(arraySort(arrayPopFront(arrayDifference(days)))[intDiv(length(days) - 1, 2) + 1])) AS usual_gap_days,
    dateDiff('day', last_day, toDate32(as_of - toIntervalMillisecond(1), {time_zone:String})) AS silent_days,
    least(now64(3, 'UTC'), if({until:String} = '', now64(3, 'UTC'),
        toTimeZone(toDateTime64({until:String}, 3, {time_zone:String}), 'UTC'))) AS as_of,
    asked.1 AS currency,
    revenue
FROM
(
    SELECT
        customer_key,
        count() AS orders,
        min(ordered_at) AS first_order_at,
        max(ordered_at) AS last_order_at,
        arraySort(groupUniqArray(toInt32(toDate32(ordered_at, {time_zone:String})))) AS days,
        sumIf(value, currency_code = asked.2) AS revenue
    FROM safar.orders_in_range(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key
);
