-- Who bought?
--
-- Grain: one row per customer of a source, that is a user or a guest with at least one counted order.
-- Source: orders_in_range, persons.
-- Example: SELECT * FROM safar.customers WHERE source_id = 'shop' AND orders > 1 ORDER BY last_order_at DESC
--
-- For their spending by currency, query customer_value_by_customer.
CREATE OR REPLACE VIEW customers AS
SELECT
    source_id,
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    orders,
    first_order_at,
    last_order_at
FROM
(
    SELECT
        customer_key,
        any(placed.source_id) AS source_id,
        count() AS orders,
        min(ordered_at) AS first_order_at,
        max(ordered_at) AS last_order_at
    FROM safar.orders_in_range(source = '', since = '', until = '', time_zone = 'UTC') AS placed
    WHERE is_counted
    GROUP BY customer_key
) AS customer
LEFT ANY JOIN safar.persons(source = '') AS persons ON persons.person_key = customer.customer_key;
