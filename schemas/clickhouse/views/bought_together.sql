-- Which products are bought together?
--
-- Grain: one row a pair of products, a before b, that stood in one counted order of the range.
-- Source: order_products, orders_in_range.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.bought_together(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London') ORDER BY orders_together DESC LIMIT 100
--
-- Of an order with more than 50 products the first 50 by id are looked at. share_of_a is the share of a's orders
-- that also had b, in percent. lift is how many times more often the two meet than if they were bought independently.
CREATE OR REPLACE VIEW bought_together AS
WITH
    baskets AS
    (
        SELECT arraySlice(arraySort(groupUniqArray(lines.product_id)), 1, 50) AS ids
        FROM safar.order_products(source = {source:String}) AS lines
        WHERE lines.order_key IN (
            SELECT order_key
            FROM safar.orders_in_range(
                source = {source:String}, since = {since:String}, until = {until:String},
                time_zone = {time_zone:String})
            WHERE is_counted)
        GROUP BY lines.order_key
    ),
    -- a product alone is a pair of its own with ''
    counted AS
    (
        SELECT pair.1 AS a, pair.2 AS b, count() AS orders
        FROM baskets
        ARRAY JOIN arrayConcat(
            arrayMap(id -> (id, ''), ids),
            arrayFlatten(arrayMap((id, place) -> arrayMap(other -> (id, other), arraySlice(ids, place + 1)),
                ids, arrayEnumerate(ids)))) AS pair
        GROUP BY a, b
    ),
    names AS
    (
        SELECT product_id, max(product_name) AS name FROM safar.order_products(source = {source:String}) GROUP BY product_id
    )
SELECT
    product_a,
    name_of_a.name AS name_a,
    product_b,
    name_of_b.name AS name_b,
    orders_together,
    orders_a,
    orders_b,
    100 * orders_together / orders_a AS share_of_a,
    orders_together * (SELECT count() FROM baskets) / (orders_a * orders_b) AS lift
FROM
(
    SELECT pairs.a AS product_a, pairs.b AS product_b, pairs.orders AS orders_together, of_a.orders AS orders_a,
        of_b.orders AS orders_b
    FROM (SELECT * FROM counted WHERE b != '') AS pairs
    INNER JOIN (SELECT * FROM counted WHERE b = '') AS of_a ON of_a.a = pairs.a
    INNER JOIN (SELECT * FROM counted WHERE b = '') AS of_b ON of_b.a = pairs.b
) AS pairs
LEFT ANY JOIN names AS name_of_a ON name_of_a.product_id = pairs.product_a
LEFT ANY JOIN names AS name_of_b ON name_of_b.product_id = pairs.product_b;
