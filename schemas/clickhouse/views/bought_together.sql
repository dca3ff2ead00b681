-- Which products are bought together?
--
-- Grain: one row per pair of products, a before b, in at least min_orders counted orders of the range.
-- Source: order_baskets, orders_in_range.
-- Parameters: source, since, until, time_zone, see orders_in_range; min_orders, such as '10': a pair in fewer orders
-- may be chance. With '1' every pair is listed: millions if orders have hundreds of products.
-- Example: SELECT * FROM safar.bought_together(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', min_orders = '10') ORDER BY orders_together DESC LIMIT 100
--
-- orders_a and orders_b count all orders with the product. share_of_a is the share of a's orders that also have b, in
-- percent. lift is how many times more often both are bought together than if they were bought independently. A pair
-- can't be in more orders than its products, so products in fewer than min_orders are removed before pairs are made.
CREATE OR REPLACE VIEW bought_together AS
WITH
    greatest(toUInt64({min_orders:String}), 1) AS least_orders,
    baskets AS
    (
        SELECT basket.ids AS ids, basket.names AS names
        FROM safar.order_baskets(source = {source:String}) AS basket
        INNER JOIN
        (
            SELECT order_key
            FROM safar.orders_in_range(
                source = {source:String}, since = {since:String}, until = {until:String},
                time_zone = {time_zone:String})
            WHERE is_counted
        ) AS counted ON counted.order_key = basket.order_key
    ),
    -- the products in enough orders: ids, names, orders. From here on a product is its index in these lists. The id ''
    -- means all orders.
    (
        SELECT (groupArray(id), groupArray(name), groupArray(orders))
        FROM
        (
            SELECT id, max(product) AS name, count() AS orders
            FROM baskets
            ARRAY JOIN arrayPushBack(ids, '') AS id, arrayPushBack(names, '') AS product
            GROUP BY id
            HAVING orders >= least_orders OR id = ''
            ORDER BY id
        )
    ) AS products,
    arrayMap(place -> toUInt32(place), arrayEnumerate(products.1)) AS places
SELECT
    products.1[intDiv(pair, 4294967296)] AS product_a,
    products.2[intDiv(pair, 4294967296)] AS name_a,
    products.1[pair % 4294967296] AS product_b,
    products.2[pair % 4294967296] AS name_b,
    orders_together,
    products.3[intDiv(pair, 4294967296)] AS orders_a,
    products.3[pair % 4294967296] AS orders_b,
    100 * orders_together / orders_a AS share_of_a,
    orders_together * products.3[indexOf(products.1, '')] / (orders_a * orders_b) AS lift
FROM
(
    SELECT
        arrayJoin(arrayFlatten(arrayMap(
            (own, nth) -> arrayMap(other -> bitShiftLeft(toUInt64(own), 32) + other, arraySlice(basket, nth + 1)),
            basket, arrayEnumerate(basket)))) AS pair,
        count() AS orders_together
    FROM
    (
        SELECT arraySort(arrayFilter(place -> place > 0, arrayMap(
            id -> transform(id, products.1, places, toUInt32(0)), ids))) AS basket
        FROM baskets
    )
    GROUP BY pair
    HAVING orders_together >= least_orders
);
