-- What was in each order, as it was told?
--
-- Grain: one row an order of which products are known.
-- Source: event_rows of kind 'order', each message once: the latest completion or update that names products.
-- Parameter: source, a source_id.
-- Example: SELECT avg(length(ids)) FROM safar.order_baskets(source = 'shop')
--
-- The lists go side by side. is_plain: no product stands in them twice. Join it to orders_in_range by order_key,
-- which says whether the order counts.
CREATE OR REPLACE VIEW order_baskets AS
WITH
    told AS
    (
        SELECT
            order_key,
            -- the latest word is the greatest; at the same millisecond an update comes after a completion
            bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104) + (order_step = 'updated')),
                64) + sipHash64(message_id) AS stamp,
            products.id AS ids,
            products.name AS names,
            products.category AS categories,
            products.price AS prices,
            products.quantity AS quantities
        FROM event_rows FINAL
        WHERE kind = 'order' AND source_id = {source:String} AND order_step IN ('completed', 'updated') AND NOT is_bot
            AND notEmpty(products.id)
            AND (key_kind = 'server'
                OR source_id NOT IN (SELECT source_id FROM sources FINAL WHERE orders_from = 'server'))
    )
SELECT order_key, ids, names, categories, prices, quantities, arrayUniq(ids) = length(ids) AS is_plain
FROM told
-- few orders are told of more than once: of these alone the last word is looked for
LEFT ANY JOIN (SELECT order_key, max(stamp) AS last FROM told GROUP BY order_key HAVING count() > 1) AS retold
    ON retold.order_key = told.order_key
WHERE retold.last = 0 OR retold.last = told.stamp;
