-- How long do customers of each RFM group take to buy again?
--
-- Grain: one row per RFM group with gaps.
-- Source: order_sequence, rfm_scores. A gap belongs to the range in which it ends.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT * FROM safar.purchase_gaps_by_segment(source = 'shop', since = '2011-01-01', until = '2012-01-01',
--     time_zone = 'Europe/London', currency = '')
CREATE OR REPLACE VIEW purchase_gaps_by_segment AS
SELECT
    scores.segment AS segment,
    count() AS gaps,
    avg(gap_days) AS mean_days,
    quantileExact(0.5)(gap_days) AS median_days,
    quantileExact(0.9)(gap_days) AS p90_days
FROM
(
    SELECT customer_key, assumeNotNull(gap_days) AS gap_days
    FROM safar.order_sequence(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE place > 1
) AS gap
INNER JOIN safar.rfm_scores(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
    currency = {currency:String}) AS scores ON scores.customer_key = gap.customer_key
GROUP BY segment;
