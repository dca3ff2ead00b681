-- Which calendar period does each order belong to?
--
-- Grain: one row per order up to the end of a range, whether it counts (is_counted) or not.
-- Source: orders_in_range, calendar.
-- Parameters: source, until, time_zone, see orders_in_range; period, see calendar.
-- Example: SELECT period_start, count() FROM safar_internal.orders_by_period(
--     source = 'shop', until = '', time_zone = 'Asia/Tehran', period = 'jalali_month')
--     WHERE is_counted GROUP BY period_start ORDER BY period_start
--
-- First converts the time to a local date in the time zone, and then finds the date's period.
CREATE OR REPLACE VIEW orders_by_period AS
SELECT
    orders.*,
    calendar.period_number AS period_number,
    calendar.period_start AS period_start
FROM safar.orders_in_range(
    source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String}) AS orders
LEFT ANY JOIN safar.calendar(period = {period:String}) AS calendar
    ON calendar.day = toDate32(orders.ordered_at, {time_zone:String})
SETTINGS join_algorithm = 'hash';
