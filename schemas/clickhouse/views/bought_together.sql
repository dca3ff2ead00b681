-- Which products are bought together?
--
-- Grain: one row a pair of products, a before b, that stood in one counted order of the range.
-- Source: order_baskets, orders_in_range.
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
        SELECT arraySlice(arraySort(if(is_plain, ids, arrayDistinct(ids))), 1, 50) AS products
        FROM safar.order_baskets(source = {source:String})
        WHERE order_key IN (
            SELECT order_key
            FROM safar.orders_in_range(
                source = {source:String}, since = {since:String}, until = {until:String},
                time_zone = {time_zone:String})
            WHERE is_counted)
    ),
    -- the products and how many orders had each; '' stands for any
    (
        SELECT (groupArray(id), groupArray(orders))
        FROM (SELECT id, count() AS orders FROM baskets ARRAY JOIN arrayPushBack(products, '') AS id GROUP BY id)
    ) AS sold,
    (
        SELECT (groupArray(id), groupArray(name))
        FROM
        (
            SELECT id, max(name) AS name
            FROM safar.order_baskets(source = {source:String})
            ARRAY JOIN ids AS id, names AS name
            GROUP BY id
        )
    ) AS named,
    id -> transform(id, sold.1, sold.2, toUInt64(0)) AS orders_of
SELECT
    pair.1 AS product_a,
    transform(product_a, named.1, named.2, '') AS name_a,
    pair.2 AS product_b,
    transform(product_b, named.1, named.2, '') AS name_b,
    count() AS orders_together,
    orders_of(product_a) AS orders_a,
    orders_of(product_b) AS orders_b,
    100 * orders_together / orders_a AS share_of_a,
    orders_together * orders_of('') / (orders_a * orders_b) AS lift
FROM baskets
ARRAY JOIN arrayFlatten(arrayMap((id, place) -> arrayMap(other -> (id, other), arraySlice(products, place + 1)),
    products, arrayEnumerate(products))) AS pair
GROUP BY pair;
