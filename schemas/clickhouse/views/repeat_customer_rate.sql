-- How many customers come back? Customers with more than one order / customers, in a range of time.
--
-- Grain: a single row.
-- Source: orders_in_range; counted orders of all currencies.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.repeat_customer_rate(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- repeat_customer_rate is in percent; NULL without customers.
CREATE OR REPLACE VIEW repeat_customer_rate AS
SELECT
    count() AS customers,
    countIf(orders > 1) AS repeat_customers,
    100 * repeat_customers / nullIf(customers, 0) AS repeat_customer_rate
FROM
(
    SELECT count() AS orders
    FROM safar.orders_in_range(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE is_counted
    GROUP BY customer_key
);
