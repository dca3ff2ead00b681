-- What was refunded, and when?
--
-- Grain: one row per refund of a counted order.
-- Source: orders_in_range, persons.
-- Example: SELECT currency, sum(amount) FROM safar.refunds WHERE source_id = 'shop' GROUP BY currency
--
-- amount is what the refund subtracts from its order's value: a refund without an amount subtracts all that is left,
-- and all refunds together never subtract more than the value.
CREATE OR REPLACE VIEW refunds AS
SELECT
    source_id,
    order_id,
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    ordered_at,
    refund.refunded_at AS refunded_at,
    currency,
    refund.amount AS amount
FROM
(
    SELECT source_id, order_id, customer_key, ordered_at, currency, refund
    FROM safar.orders_in_range(source = '', since = '', until = '', time_zone = 'UTC')
    ARRAY JOIN refunds AS refund
    WHERE is_counted
) AS refunded
LEFT ANY JOIN safar.persons(source = '') AS persons ON persons.person_key = refunded.customer_key;
