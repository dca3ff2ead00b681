-- Which orders are there? The table to build reports on.
--
-- Grain: one row per order of a source, even if it does not count: see is_counted.
-- Source: orders_in_range, persons.
-- Example: SELECT currency, count(), sum(value) FROM safar.orders
--     WHERE source_id = 'shop' AND is_counted GROUP BY currency
--
-- value is NULL if it is unknown. refunded is the amount refunded until now, net_value the rest. uncounted is the reason
-- why an order does not count: see uncounted_orders. Products are in events, under the order's id. order_states has the
-- rules.
CREATE OR REPLACE VIEW orders AS
SELECT
    source_id,
    order_id,
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    ordered_at,
    currency,
    if(is_value_unknown, NULL, orders.value) AS value,
    arraySum(refunds.amount) AS refunded,
    value - refunded AS net_value,
    length(refunds) AS refund_count,
    is_counted,
    is_cancelled,
    is_test,
    is_without_value,
    uncounted
FROM safar.orders_in_range(source = '', since = '', until = '', time_zone = 'UTC') AS orders
LEFT ANY JOIN safar.persons(source = '') AS persons ON persons.person_key = orders.customer_key;
