-- Which products go with a customer's purchases, and were not bought by them yet?
--
-- Grain: one row per customer with a counted order and product, up to ten products per customer.
-- Source: bought_together, order_baskets, orders_in_range, persons.
-- Parameters: source, since, until, time_zone, see orders_in_range; min_orders, such as '10', see bought_together.
-- Example: SELECT * FROM safar.recommended_products(source = 'shop', since = '2025-01-01', until = '', time_zone = 'UTC',
--     min_orders = '10') WHERE customer_id = 'user-17' ORDER BY place
--
-- Pairs are those of the range; a customer's products are all that they bought before its end. because_of is the
-- customer's product with which the recommended one was bought most often: share is the share of because_of's orders
-- that also have it, in percent. For each product, only the twenty others with the largest share are considered. Equal
-- shares are ordered by the number of orders, then by product id.
CREATE OR REPLACE VIEW recommended_products AS
SELECT
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    place,
    product_id,
    product,
    because_of,
    share,
    orders_together
FROM
(
    SELECT
        customer_key,
        row_number() OVER (PARTITION BY customer_key ORDER BY share DESC, orders_together DESC, product_id) AS place,
        other AS product_id,
        any(other_name) AS product,
        -- the largest share, then the most orders, then the smallest id
        min((-pair_share, -toInt64(together), own)) AS best,
        best.3 AS because_of,
        -best.1 AS share,
        toUInt64(-best.2) AS orders_together
    FROM
    (
        SELECT customer_key, own_ids, arrayJoin(own_ids) AS own_id
        FROM
        (
            SELECT bought.customer_key AS customer_key, groupUniqArrayArray(basket.ids) AS own_ids
            FROM safar.order_baskets(source = {source:String}) AS basket
            INNER JOIN
            (
                SELECT order_key, customer_key
                FROM safar.orders_in_range(
                    source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String})
                WHERE is_counted
            ) AS bought ON bought.order_key = basket.order_key
            GROUP BY customer_key
        )
    ) AS has
    INNER JOIN
    (
        SELECT own, other, other_name, together, pair_share
        FROM
        (
            SELECT
                arrayJoin([(product_a, product_b, name_b, orders_a), (product_b, product_a, name_a, orders_b)]) AS side,
                side.1 AS own,
                side.2 AS other,
                side.3 AS other_name,
                orders_together AS together,
                100 * together / side.4 AS pair_share
            FROM safar.bought_together(
                source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
                min_orders = {min_orders:String})
        )
        ORDER BY pair_share DESC, together DESC, other
        LIMIT 20 BY own
    ) AS pairs ON pairs.own = has.own_id
    WHERE NOT has(own_ids, other)
    GROUP BY customer_key, other
) AS chosen
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = chosen.customer_key
WHERE place <= 10;
