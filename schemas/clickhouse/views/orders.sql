-- Which orders are there? The table to build reports on.
--
-- Grain: one row an order of a source, also when it does not count: see is_counted.
-- Source: orders_in_range, persons.
-- Example: SELECT currency, count(), sum(value) FROM safar.orders
--     WHERE source_id = 'shop' AND is_counted GROUP BY currency
--
-- value is NULL when it is unknown. refunded is what was given back by now, net_value what is left. uncounted is
-- why an order does not count: see uncounted_orders. What was bought stands in events, under the order's id. The
-- rules stand in order_states.
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
