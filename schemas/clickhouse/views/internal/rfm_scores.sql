-- How recently, how often and for how much does each customer buy, compared with all others? By customer keys.
--
-- Grain: one row per customer with a counted order in the range.
-- Source: customer_orders.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT segment, count() FROM safar_internal.rfm_scores(source = 'shop', since = '2010-12-01',
--     until = '2011-12-10', time_zone = 'Europe/London', currency = '') GROUP BY segment
--
-- Each score is 1 to 5 by quintile: customers are ranked, and those with the same recency (in calendar days),
-- number of orders or revenue share the place of the first of them, so that equal customers have equal scores;
-- score = 1 + 5 x (place - 1) / customers, rounded down. fm_score is the mean of f_score and m_score, rounded up.
-- With fewer than 50 customers scores mean little, because a quintile has only a few: is_small_sample is 1.
-- The segment is one of eleven groups, by r_score and fm_score:
--
--     r_score  fm 1           fm 2                 fm 3                 fm 4         fm 5
--     5        new_customers  potential_loyalists  potential_loyalists  champions    champions
--     4        promising      potential_loyalists  potential_loyalists  loyal        champions
--     3        about_to_sleep about_to_sleep       need_attention       loyal        loyal
--     2        hibernating    hibernating          slipping_away        slipping_away cannot_lose
--     1        lost           lost                 slipping_away        cannot_lose  cannot_lose
CREATE OR REPLACE VIEW rfm_scores AS
WITH
    [
        ['lost', 'lost', 'slipping_away', 'cannot_lose', 'cannot_lose'],
        ['hibernating', 'hibernating', 'slipping_away', 'slipping_away', 'cannot_lose'],
        ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal'],
        ['promising', 'potential_loyalists', 'potential_loyalists', 'loyal', 'champions'],
        ['new_customers', 'potential_loyalists', 'potential_loyalists', 'champions', 'champions']
    ] AS segments
SELECT
    customer_key,
    last_order_at,
    silent_days AS recency_days,
    orders,
    currency,
    revenue AS monetary,
    toUInt8(1 + intDiv(5 * (rank() OVER (ORDER BY last_day) - 1), count() OVER ())) AS r_score,
    toUInt8(1 + intDiv(5 * (rank() OVER (ORDER BY orders) - 1), count() OVER ())) AS f_score,
    toUInt8(1 + intDiv(5 * (rank() OVER (ORDER BY revenue) - 1), count() OVER ())) AS m_score,
    toUInt8(intDiv(f_score + m_score + 1, 2)) AS fm_score,
    segments[r_score][fm_score] AS segment,
    count() OVER () < 50 AS is_small_sample
FROM safar.customer_orders(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
    currency = {currency:String});
