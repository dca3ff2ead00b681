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
        SELECT arraySlice(arraySort(arrayZip(ids, names)), 1, 50) AS products
        FROM safar.order_baskets(source = {source:String})
        WHERE order_key IN (
            SELECT order_key
            FROM safar.orders_in_range(
                source = {source:String}, since = {since:String}, until = {until:String},
                time_zone = {time_zone:String})
            WHERE is_counted)
    ),
    -- Each product also with itself, that is how many orders had it, and '' with '', how many there were at all.
    pairs AS
    (
        SELECT a, b, count() AS orders, max(name) AS name
        FROM
        (
            SELECT
                arrayJoin(arrayPushBack(arrayFlatten(arrayMap(
                    (product, place) -> arrayMap(other -> (product.1, other.1, product.2), arraySlice(products, place)),
                    products, arrayEnumerate(products))), ('', '', ''))) AS pair,
                pair.1 AS a,
                pair.2 AS b,
                pair.3 AS name
            FROM baskets
        )
        GROUP BY a, b
    )
SELECT
    product_a,
    name_a,
    product_b,
    name_b,
    orders_together,
    orders_a,
    orders_b,
    100 * orders_together / orders_a AS share_of_a,
    orders_together * all_orders / (orders_a * orders_b) AS lift
FROM
(
    SELECT
        a AS product_a,
        max(if(a = b, name, '')) OVER (PARTITION BY a) AS name_a,
        b AS product_b,
        max(if(a = b, name, '')) OVER (PARTITION BY b) AS name_b,
        orders AS orders_together,
        sumIf(orders, a = b) OVER (PARTITION BY a) AS orders_a,
        sumIf(orders, a = b) OVER (PARTITION BY b) AS orders_b,
        sumIf(orders, a = '') OVER () AS all_orders
    FROM pairs
)
WHERE product_a != product_b;
