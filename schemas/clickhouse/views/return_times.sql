-- When do customers come back to buy? By weekday and hour.
--
-- Grain: one row per weekday (1 Monday to 7 Sunday) and local hour, even if nobody bought then.
-- Source: order_sequence; orders that are not their customer's first.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT weekday, hour, orders FROM safar.return_times(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London') ORDER BY orders DESC
CREATE OR REPLACE VIEW return_times AS
SELECT
    weekday,
    hour,
    sum(bought) AS orders,
    100 * orders / nullIf(sum(orders) OVER (), 0) AS share
FROM
(
    SELECT
        toDayOfWeek(ordered_at, 0, {time_zone:String}) AS weekday,
        toHour(ordered_at, {time_zone:String}) AS hour,
        toUInt64(1) AS bought
    FROM safar.order_sequence(
        source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE place > 1
    UNION ALL
    SELECT toUInt8(1 + intDiv(number, 24)), toUInt8(number % 24), 0 FROM numbers(168)
)
GROUP BY weekday, hour;
