-- Which orders fall into a range of time? The KPI views start here.
--
-- Grain: one row an order, whether it counts (is_counted) or not.
-- Source: source_orders.
-- Parameters: source; since (included) and until (excluded), 'YYYY-MM-DD' or 'YYYY-MM-DD hh:mm:ss' as a clock
-- in time_zone shows it; time_zone, such as 'Europe/London'.
-- Example: SELECT count() FROM safar.orders_in_range(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- What the clock shows is compared, not instants: some zones have no midnight on the day on which summer time
-- begins, and a range of days must hold the same orders as a table by days.
CREATE OR REPLACE VIEW orders_in_range AS
SELECT *
FROM safar.source_orders(source = {source:String})
WHERE toYYYYMMDDhhmmss(ordered_at, {time_zone:String}) >= toYYYYMMDDhhmmss(toDateTime64({since:String}, 0, 'UTC'))
    AND toYYYYMMDDhhmmss(ordered_at, {time_zone:String}) < toYYYYMMDDhhmmss(toDateTime64({until:String}, 0, 'UTC'));
