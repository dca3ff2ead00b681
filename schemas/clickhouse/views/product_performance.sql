-- Which products are viewed, added and bought, and which first products lead to repeat customers?
--
-- Grain: one row per product that was viewed, added or bought in the range.
-- Source: event_rows of kind 'commerce', each message once; order_baskets, order_sequence, asked_currency.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT * FROM safar.product_performance(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', currency = '') ORDER BY revenue DESC LIMIT 100
--
-- views and adds count events. orders, pieces and revenue are of counted orders; revenue is as in order_baskets and in
-- one currency. first_orders counts orders of the range that were their customer's first, repeat_customers those of
-- these customers who ordered again before the end of the range. Rates are in percent.
CREATE OR REPLACE VIEW product_performance AS
WITH
    (SELECT (asked.currency, asked.currency_code) FROM safar.asked_currency(
        source = {source:String}, currency = {currency:String}) AS asked) AS asked
SELECT
    product_id,
    argMax(told.name, length(told.name)) AS product_name,
    argMax(told.category, length(told.category)) AS category,
    sum(told.views) AS views,
    sum(told.adds) AS adds,
    sum(told.orders) AS orders,
    sum(told.pieces) AS pieces,
    asked.1 AS currency,
    sum(told.revenue) AS revenue,
    100 * orders / nullIf(views, 0) AS view_to_order_rate,
    sum(told.first_orders) AS first_orders,
    sum(told.repeat_customers) AS repeat_customers,
    100 * repeat_customers / nullIf(first_orders, 0) AS repeat_rate
FROM
(
    SELECT
        product_id,
        max(product) AS name,
        max(own_category) AS category,
        countIf(commerce_event = 'Product Viewed') AS views,
        countIf(commerce_event != 'Product Viewed') AS adds,
        toUInt64(0) AS orders,
        toDecimal128(0, 3) AS pieces,
        toDecimal128(0, 6) AS revenue,
        toUInt64(0) AS first_orders,
        toUInt64(0) AS repeat_customers
    FROM event_rows FINAL
    ARRAY JOIN products.id AS product_id, products.name AS product, products.category AS own_category
    WHERE kind = 'commerce' AND source_id = {source:String} AND NOT is_bot AND NOT is_test
        AND commerce_event IN ('Product Viewed', 'Product Added')
        AND toYYYYMMDDhhmmss(timestamp, {time_zone:String})
            >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
        AND toYYYYMMDDhhmmss(timestamp, {time_zone:String})
            < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
    GROUP BY product_id
    UNION ALL
    SELECT
        product_id,
        max(product),
        max(own_category),
        0,
        0,
        count(),
        sum(own_pieces),
        sumIf(amount, currency_code = asked.2),
        countIf(place = 1),
        countIf(place = 1 AND has_next)
    FROM
    (
        SELECT basket.*, placed.currency_code AS currency_code, placed.place AS place, placed.has_next AS has_next
        FROM safar.order_baskets(source = {source:String}) AS basket
        INNER JOIN safar.order_sequence(
            source = {source:String}, since = {since:String}, until = {until:String},
            time_zone = {time_zone:String}) AS placed ON placed.order_key = basket.order_key
    )
    ARRAY JOIN ids AS product_id, names AS product, categories AS own_category, pieces AS own_pieces, amounts AS amount
    GROUP BY product_id
) AS told
GROUP BY product_id;
