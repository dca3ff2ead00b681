-- When has each customer bought, and for how much? Input of the models of safar predict.
--
-- Grain: one row per customer with a counted order.
-- Source: orders_in_range, counted orders; persons, asked_currency.
-- Parameters: source, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT repeats, count() FROM safar_internal.purchase_history(
--     source = 'shop', until = '', time_zone = 'Europe/London', currency = '') GROUP BY repeats ORDER BY repeats
--
-- A purchase is a calendar day with an order, because the models assume that purchases are independent of each other,
-- and two orders in one afternoon are not. repeats counts all purchases but the first. recency_days is the time from the
-- first to the last, age_days from the first to the end of the range, or to today. repeat_value is the total value of the
-- repeats in one currency, value_repeats the number of repeats with a value.
CREATE OR REPLACE VIEW purchase_history AS
WITH
    (SELECT asked.currency_code FROM safar.asked_currency(
        source = {source:String}, currency = {currency:String}) AS asked) AS asked_code,
    least(now64(3, 'UTC'), if({until:String} = '', now64(3, 'UTC'),
        toTimeZone(toDateTime64({until:String}, 3, {time_zone:String}), 'UTC'))) AS as_of
SELECT
    customer_key,
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    length(days) - 1 AS repeats,
    days[-1] - days[1] AS recency_days,
    toInt32(toDate32(as_of - toIntervalMillisecond(1), {time_zone:String})) - days[1] AS age_days,
    arraySum(order -> if(order.1 > days[1], order.2, toDecimal128(0, 6)), orders) AS repeat_value,
    length(arrayDistinct(arrayMap(order -> order.1, arrayFilter(order -> order.1 > days[1] AND order.2 > 0, orders))))
        AS value_repeats
FROM
(
    SELECT
        customer_key,
        groupArray((toInt32(toDate32(ordered_at, {time_zone:String})),
            if(currency_code = asked_code, value, toDecimal128(0, 6)))) AS orders,
        arraySort(arrayDistinct(orders.1)) AS days
    FROM safar.orders_in_range(
        source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key
) AS customer
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = customer.customer_key;
