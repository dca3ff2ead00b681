-- What is a customer worth? Purchase frequency x average order value, in a range of time.
--
-- Grain: one row per currency.
-- Source: orders_in_range, counted orders.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.customer_value(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- customer_value is revenue / customers, which equals the product of the two other figures. Like average_order_value
-- it is rounded half away from zero to six decimals. Before refunds.
CREATE OR REPLACE VIEW customer_value AS
WITH (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / divisor, 6), 6) AS average
SELECT
    reinterpretAsString(currency_code) AS currency,
    count() AS customers,
    sum(customer.orders) AS orders,
    sum(customer.revenue) AS revenue,
    orders / customers AS purchase_frequency,
    average(revenue, orders) AS average_order_value,
    average(revenue, customers) AS customer_value
FROM
(
    SELECT currency_code, count() AS orders, sum(value) AS revenue
    FROM safar.orders_in_range(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key, currency_code
) AS customer
GROUP BY currency_code;
