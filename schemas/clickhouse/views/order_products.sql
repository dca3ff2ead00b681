-- What was in each order?
--
-- Grain: one row an order and product.
-- Source: event_rows of kind 'order', each message once: the latest completion or update that names products.
-- Parameter: source, a source_id.
-- Example: SELECT product_id, sum(pieces) FROM safar.order_products(source = 'shop') GROUP BY product_id
--
-- Join it to orders_in_range by order_key, which says whether the order counts. amount is price x pieces, before
-- discounts on the whole order.
CREATE OR REPLACE VIEW order_products AS
SELECT
    order_key,
    line.1 AS product_id,
    any(line.2) AS product_name,
    any(line.3) AS category,
    sum(line.5) AS pieces,
    sum(toDecimal128(line.4 * line.5, 6)) AS amount
FROM
(
    SELECT
        order_key,
        arrayJoin(argMax(
            arrayZip(products.id, products.name, products.category, products.price, products.quantity),
            (timestamp, order_step = 'updated', sipHash64(message_id)))) AS line
    FROM event_rows FINAL
    WHERE kind = 'order' AND source_id = {source:String} AND order_step IN ('completed', 'updated') AND NOT is_bot
        AND notEmpty(products.id)
        AND (key_kind = 'server' OR source_id NOT IN (SELECT source_id FROM sources FINAL WHERE orders_from = 'server'))
    GROUP BY order_key
)
GROUP BY order_key, product_id;
