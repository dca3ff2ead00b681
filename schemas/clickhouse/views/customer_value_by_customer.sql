-- What is each customer worth? Their orders x their average order, in a range of time.
--
-- Grain: one row per customer and currency.
-- Source: orders_in_range, counted orders; persons.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.customer_value_by_customer(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--     ORDER BY customer_value DESC LIMIT 10
--
-- customer_value is the revenue itself (orders x revenue / orders), so it is exact, while the average is rounded half
-- away from zero to six decimals. Before refunds, as in average_order_value.
CREATE OR REPLACE VIEW customer_value_by_customer AS
SELECT
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    reinterpretAsString(currency_code) AS currency,
    orders,
    first_order_at,
    last_order_at,
    revenue,
    toDecimal128(round(toDecimal256(revenue, 7) / orders, 6), 6) AS average_order_value,
    revenue AS customer_value
FROM
(
    SELECT
        customer_key,
        currency_code,
        count() AS orders,
        min(ordered_at) AS first_order_at,
        max(ordered_at) AS last_order_at,
        sum(value) AS revenue
    FROM safar.orders_in_range(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key, currency_code
) AS customer
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = customer.customer_key;
