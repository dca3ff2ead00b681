-- What was in each order?
--
-- Grain: one row per order and product.
-- Source: order_baskets.
-- Parameter: source, a source_id.
-- Example: SELECT product_id, sum(pieces) FROM safar.order_products(source = 'shop') GROUP BY product_id
--
-- Join it with orders_in_range by order_key to know whether the order counts. amount is price x pieces, before
-- discounts on the whole order.
CREATE OR REPLACE VIEW order_products AS
SELECT
    order_key,
    ids[place] AS product_id,
    names[place] AS product_name,
    categories[place] AS category,
    basket.pieces[place] AS pieces,
    amounts[place] AS amount
FROM safar.order_baskets(source = {source:String}) AS basket
ARRAY JOIN arrayEnumerate(ids) AS place;
