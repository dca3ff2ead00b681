-- How many customers have lapsed, and how many ordered a second time soon? By windows of days.
--
-- Grain: one row per window of 30, 60, 90, 180 or 365 days.
-- Source: order_sequence, counted orders of the range.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.lapse(
--     source = 'shop', since = '2010-12-01', until = '2011-12-10', time_zone = 'Europe/London') ORDER BY days
--
-- lapsed_customers have no order within the window before the end of the range (or before now, if that is earlier).
-- second_order_within counts those whose second order came within the window after the first. Rates are in percent of
-- the customers of the range.
CREATE OR REPLACE VIEW lapse AS
WITH
    least(now64(3, 'UTC'), if({until:String} = '', now64(3, 'UTC'),
        toTimeZone(toDateTime64({until:String}, 3, {time_zone:String}), 'UTC'))) AS as_of
SELECT
    days,
    count() AS customers,
    countIf(last_order_at < as_of - toIntervalDay(days)) AS lapsed_customers,
    100 * lapsed_customers / nullIf(customers, 0) AS lapse_rate,
    countIf(first_gap_days <= days) AS second_order_within,
    100 * second_order_within / nullIf(customers, 0) AS second_order_rate
FROM
(
    SELECT
        customer_key,
        max(ordered_at) AS last_order_at,
        minIf(gap_days, place = 2) AS first_gap_days
    FROM safar.order_sequence(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    GROUP BY customer_key
)
ARRAY JOIN [30, 60, 90, 180, 365] AS days
GROUP BY days;
