-- How often do customers buy? Orders / customers, in a range of time.
--
-- Grain: a single row.
-- Source: orders_in_range; counted orders of all currencies.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.purchase_frequency(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- Orders with a value of zero or unknown value are not purchases; orders_without_value counts them.
-- purchase_frequency is NULL without customers.
CREATE OR REPLACE VIEW purchase_frequency AS
SELECT
    countIf(customer.orders > 0) AS customers,
    sum(customer.orders) AS orders,
    sum(customer.orders_without_value) AS orders_without_value,
    orders / nullIf(customers, 0) AS purchase_frequency
FROM
(
    SELECT countIf(is_counted) AS orders, countIf(is_without_value) AS orders_without_value
    FROM safar.orders_in_range(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    GROUP BY customer_key
) AS customer;
