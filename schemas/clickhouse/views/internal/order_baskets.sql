-- What was in each order, in one row?
--
-- Grain: one row an order of which products are known.
-- Source: event_rows of kind 'order', each message once: the latest completion or update that
-- names products, a server's where one did; unheard_words.
-- Parameter: source, a source_id.
-- Example: SELECT avg(length(ids)) FROM safar_internal.order_baskets(source = 'shop')
--
-- The lists go side by side. A product that an order names twice is one, where it stands first. amounts are
-- price x pieces: the price is the one told, which the Ecommerce Spec and GA4 both want after discounts on the product,
-- and before those on the whole order; GA4's `discount` is not subtracted again. Join it to orders_in_range by order_key, which says whether the
-- order counts.
CREATE OR REPLACE VIEW order_baskets AS
WITH
    -- Of a product that stands there several times: what is told of it first, and the sum of what is told of it.
    -- place is that of the product among different ones. Each list is gone through once, whatever its length.
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
            -- the latest word is the greatest, a server's before any page's; at the same millisecond an update comes after
            -- a completion
            bitShiftLeft(toUInt128(key_kind = 'server'), 120)
                + bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104)
                    + (order_step = 'updated')), 64)
                + identityHash(message_id) AS stamp,
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
    -- few orders are told of more than once: of these alone the last word is looked for
    LEFT ANY JOIN (SELECT order_key, max(stamp) AS last FROM told GROUP BY order_key HAVING count() > 1) AS retold
        ON retold.order_key = told.order_key
    WHERE retold.last = 0 OR retold.last = told.stamp
);
