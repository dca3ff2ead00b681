-- Which period of the calendar does each order lie in?
--
-- Grain: one row an order up to the end of a range, whether it counts (is_counted) or not.
-- Source: orders_in_range, calendar.
-- Parameters: source, until, time_zone, see orders_in_range; period, see calendar.
-- Example: SELECT period_start, count() FROM safar_internal.orders_by_period(
--     source = 'shop', until = '', time_zone = 'Asia/Tehran', period = 'jalali_month')
--     WHERE is_counted GROUP BY period_start ORDER BY period_start
--
-- A date is found first, by the clock of the time zone, and then the period it lies in.
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
