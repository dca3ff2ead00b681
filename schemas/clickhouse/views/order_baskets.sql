-- What was in each order, in one row?
--
-- Grain: one row an order of which products are known.
-- Source: event_rows of kind 'order', each message once: the latest completion or update that names products.
-- Parameter: source, a source_id.
-- Example: SELECT avg(length(ids)) FROM safar.order_baskets(source = 'shop')
--
-- The lists go side by side. A product that an order names twice is one, where it stands first. amounts are
-- price x pieces: the price is the one told, which the Ecommerce Spec and GA4 both want after discounts on the product,
-- and before those on the whole order; GA4's `discount` is not subtracted again. Join it to orders_in_range by order_key, which says whether the
-- order counts.
CREATE OR REPLACE VIEW order_baskets AS
WITH
    told AS
    (
        SELECT
            order_key,
            -- the latest word is the greatest; at the same millisecond an update comes after a completion
            bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104) + (order_step = 'updated')),
                64) + sipHash64(message_id) AS stamp,
            products.id AS told_ids,
            products.name AS told_names,
            products.category AS told_categories,
            products.price AS told_prices,
            products.quantity AS told_quantities,
            -- a price in tomans is ten times as many rials
            if(if(currency = '', source_currency, currency) = 'IRT', 10, 1) AS unit
        FROM event_rows FINAL
        WHERE kind = 'order' AND source_id = {source:String} AND order_step IN ('completed', 'updated') AND order_flags < 192
            AND notEmpty(products.id)
            AND (key_kind = 'server'
                OR source_id NOT IN (SELECT source_id FROM sources FINAL WHERE orders_from = 'server'))
    )
SELECT
    order_key,
    if(is_plain, told_ids, arrayDistinct(told_ids)) AS ids,
    if(is_plain, told_names, arrayMap(id -> told_names[indexOf(told_ids, id)], ids)) AS names,
    if(is_plain, told_categories, arrayMap(id -> told_categories[indexOf(told_ids, id)], ids)) AS categories,
    if(is_plain, told_quantities, arrayMap(
        id -> arraySum((other, quantity) -> if(other = id, quantity, 0), told_ids, told_quantities), ids)) AS pieces,
    if(is_plain, told_amounts, arrayMap(
        id -> arraySum((other, amount) -> if(other = id, amount, 0), told_ids, told_amounts), ids)) AS amounts
FROM
(
    SELECT
        told.*,
        arrayUniq(told_ids) = length(told_ids) AS is_plain,
        arrayMap((price, quantity) -> toDecimal128(price * quantity, 6) * unit, told_prices, told_quantities)
            AS told_amounts
    FROM told
    -- few orders are told of more than once: of these alone the last word is looked for
    LEFT ANY JOIN (SELECT order_key, max(stamp) AS last FROM told GROUP BY order_key HAVING count() > 1) AS retold
        ON retold.order_key = told.order_key
    WHERE retold.last = 0 OR retold.last = told.stamp
);
