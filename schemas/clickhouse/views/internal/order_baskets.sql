-- What was in each order, in one row?
--
-- Grain: one row per order with known products.
-- Source: event_rows of kind 'order', each message once: the latest completion or update that
-- names products, a server's if there is one; unheard_words.
-- Parameter: source, a source_id.
-- Example: SELECT avg(length(ids)) FROM safar_internal.order_baskets(source = 'shop')
--
-- The lists are parallel. A product that an order names twice is one, at its first position. amounts are price x pieces.
-- The Ecommerce Spec and GA4 define the price after discounts on the product and before those on the whole order, so
-- GA4's `discount` is not subtracted again. Join it with orders_in_range by order_key to know whether the order counts.
CREATE OR REPLACE VIEW order_baskets AS
WITH
    -- For a product that appears several times: its first name and price, and the sums of pieces and amounts.
    -- place is the product's index among distinct ones. Each list is read once, whatever its length.
    (list, nth) -> arrayFilter((one, own_nth) -> own_nth = 1, list, nth) AS firsts_of,
    (list, place) -> arrayPopFront(arrayDifference(arrayPushFront(arrayFilter(
        (sum, own, next) -> own != next,
        arrayCumSum(arraySort((one, own) -> own, list, place)),
        arraySort(place),
        arrayPushBack(arrayPopFront(arraySort(place)), 0)), 0))) AS sums_of,
    told AS
    (
        SELECT
            order_key,
            -- the latest event is the greatest, and a server's is greater than any page's; at the same millisecond an
            -- update comes after a completion
            bitShiftLeft(toUInt128(key_kind = 'server'), 120)
                + bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104)
                    + (order_step = 'updated')), 64)
                + identityHash(message_id) AS stamp,
            products.id AS told_ids,
            products.name AS told_names,
            products.category AS told_categories,
            products.price AS told_prices,
            products.quantity AS told_quantities,
            -- one toman is ten rials
            if(if(currency = '', source_currency, currency) = 'IRT', 10, 1) AS unit
        FROM event_rows FINAL
        WHERE kind = 'order' AND source_id = {source:String} AND order_step IN ('completed', 'updated') AND order_flags < 192
            AND notEmpty(products.id)
            AND (key_kind = 'server'
                OR (source_id, bitAnd(order_flags, 15)) GLOBAL NOT IN
                    (SELECT source_id, word FROM safar.unheard_words(source = {source:String})))
    )
SELECT
    order_key,
    if(is_plain, told_ids, firsts_of(told_ids, nth)) AS ids,
    if(is_plain, told_names, firsts_of(told_names, nth)) AS names,
    if(is_plain, told_categories, firsts_of(told_categories, nth)) AS categories,
    if(is_plain, told_quantities, sums_of(told_quantities, arrayEnumerateDense(told_ids))) AS pieces,
    if(is_plain, told_amounts, sums_of(told_amounts, arrayEnumerateDense(told_ids))) AS amounts
FROM
(
    SELECT
        told.*,
        arrayEnumerateUniq(told_ids) AS nth,
        arrayMax(nth) = 1 AS is_plain,
        arrayMap((price, quantity) -> toDecimal128(price * quantity, 6) * unit, told_prices, told_quantities)
            AS told_amounts
    FROM told
    -- few orders have more than one event: only for these the latest one is searched
    LEFT ANY JOIN (SELECT order_key, max(stamp) AS last FROM told GROUP BY order_key HAVING count() > 1) AS retold
        ON retold.order_key = told.order_key
    WHERE retold.last = 0 OR retold.last = told.stamp
);
