-- How many customers are new, returning, won back or lapsed in each period?
--
-- Grain: one row per period whose first day is in the range, even if nobody bought in it.
-- Source: retention_rate, which counts the same people under other names; calendar.
-- Parameters: as retention_rate.
-- Example: SELECT * FROM safar.customer_lifecycle(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London',
--     period = 'month') ORDER BY period_start
--
-- new: first purchase in this period. returning: also bought in the previous period. won back: bought before, but
-- not in the previous period. Together they are the active customers. lapsed: bought in the previous period, but not in
-- this one. is_complete is 0 while the period is not over.
CREATE OR REPLACE VIEW customer_lifecycle AS
SELECT
    retention.period_start AS period_start,
    periods.period_label AS period_label,
    is_complete,
    customers_at_end AS active_customers,
    first_time_customers AS new_customers,
    retained_customers AS returning_customers,
    won_back_customers,
    lapsed_customers
FROM safar.retention_rate(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String},
    period = {period:String}) AS retention
INNER JOIN safar.periods(since = {since:String}, until = {until:String}, period = {period:String}) AS periods
    ON periods.period_start = retention.period_start;
