-- How many customers are in each RFM group, and how much revenue do they bring?
--
-- Grain: one row per cell of the grid r_score x fm_score with customers in it.
-- Source: rfm_scores, which has the rules.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT segment, sum(customers) FROM safar.rfm_segments(source = 'shop', since = '2010-12-01',
--     until = '2011-12-10', time_zone = 'Europe/London', currency = '') GROUP BY segment
CREATE OR REPLACE VIEW rfm_segments AS
SELECT
    r_score,
    fm_score,
    segment,
    count() AS customers,
    sum(scores.orders) AS orders,
    any(scores.currency) AS currency,
    sum(monetary) AS revenue,
    any(scores.is_small_sample) AS is_small_sample
FROM safar.rfm_scores(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
    currency = {currency:String}) AS scores
GROUP BY r_score, fm_score, segment;
