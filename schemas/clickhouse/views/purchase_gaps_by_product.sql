-- How long do customers take to buy again after each product?
--
-- Grain: one row per product in an order that another order of the same customer followed.
-- Source: order_sequence, order_products. A gap belongs to the range in which it ends.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.purchase_gaps_by_product(source = 'shop', since = '2011-01-01', until = '2012-01-01',
--     time_zone = 'Europe/London') WHERE gaps > 10 ORDER BY median_days
CREATE OR REPLACE VIEW purchase_gaps_by_product AS
SELECT
    lines.product_id AS product_id,
    max(lines.product_name) AS product_name,
    count() AS gaps,
    avg(gap_days) AS mean_days,
    quantileExact(0.5)(gap_days) AS median_days,
    quantileExact(0.9)(gap_days) AS p90_days
FROM safar.order_products(source = {source:String}) AS lines
INNER JOIN
(
    SELECT previous_order_key, assumeNotNull(gap_days) AS gap_days
    FROM safar.order_sequence(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE place > 1
) AS gap ON gap.previous_order_key = lines.order_key
GROUP BY product_id;
