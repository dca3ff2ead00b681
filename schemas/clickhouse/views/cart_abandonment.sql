-- How many carts are abandoned?
--
-- Grain: one row per window: 30 minutes, 1 hour, 24 hours, 7 days, ever.
-- Source: carts, which has the rules. A cart belongs to the range in which it was opened.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.cart_abandonment(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London') ORDER BY window_hours NULLS LAST
--
-- abandonment_rate is abandoned / (abandoned + converted) in percent. It ignores carts that are still open.
CREATE OR REPLACE VIEW cart_abandonment AS
SELECT
    multiIf(window_hours IS NULL, 'ever', window_hours = 0.5, '30 minutes', window_hours = 1, '1 hour',
        window_hours = 24, '24 hours', '7 days') AS window,
    window_hours,
    count() AS carts,
    countIf(ordered_at IS NOT NULL) AS converted_carts,
    countIf(is_abandoned) AS abandoned_carts,
    carts - converted_carts - abandoned_carts AS open_carts,
    100 * abandoned_carts / nullIf(abandoned_carts + converted_carts, 0) AS abandonment_rate
FROM safar.carts(source = {source:String}, windows = '0.5,1,24,168,')
WHERE toYYYYMMDDhhmmss(opened_at, {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
    AND toYYYYMMDDhhmmss(opened_at, {time_zone:String})
        < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
GROUP BY window_hours;
