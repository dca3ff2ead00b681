-- Who are the best customers, who is new, who is about to be lost? Recency, frequency, monetary value.
--
-- Grain: one row per customer with a counted order in the range.
-- Source: rfm_scores, which has the rules; persons.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT customer_id, rfm, segment FROM safar.rfm(source = 'shop', since = '2010-12-01',
--     until = '2011-12-10', time_zone = 'Europe/London', currency = '') ORDER BY monetary DESC LIMIT 10
CREATE OR REPLACE VIEW rfm AS
SELECT
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    last_order_at,
    recency_days,
    orders,
    currency,
    monetary,
    r_score,
    f_score,
    m_score,
    concat(toString(r_score), toString(f_score), toString(m_score)) AS rfm,
    segment,
    is_small_sample
FROM safar.rfm_scores(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
    currency = {currency:String}) AS scores
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = scores.customer_key;
