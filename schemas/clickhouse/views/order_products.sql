-- What was in each order?
--
-- Grain: one row an order and product.
-- Source: order_baskets.
-- Parameter: source, a source_id.
-- Example: SELECT product_id, sum(pieces) FROM safar.order_products(source = 'shop') GROUP BY product_id
--
-- Join it to orders_in_range by order_key, which says whether the order counts. amount is price x pieces, before
-- discounts on the whole order.
CREATE OR REPLACE VIEW order_products AS
SELECT
    order_key,
    ids[place] AS product_id,
    names[place] AS product_name,
    categories[place] AS category,
    if(is_plain, quantities[place],
        arraySum(arrayMap((id, quantity) -> if(id = product_id, quantity, 0), ids, quantities))) AS pieces,
    if(is_plain, toDecimal128(prices[place] * quantities[place], 6),
        arraySum(arrayMap((id, price, quantity) -> if(id = product_id, toDecimal128(price * quantity, 6), 0),
            ids, prices, quantities))) AS amount
FROM safar.order_baskets(source = {source:String})
-- a product that an order names twice is one line, where it stands first
ARRAY JOIN arrayFilter(place -> is_plain OR indexOf(ids, ids[place]) = place, arrayEnumerate(ids)) AS place;
