-- What is the average order value? Revenue / orders, before and after refunds, in a range of time.
--
-- Grain: one row per currency with orders or refunds in the range.
-- Source: order_states, counted orders.
-- Parameters: source; since (included) and until (excluded), 'YYYY-MM-DD' or 'YYYY-MM-DD hh:mm:ss' as a clock
-- in time_zone shows it; time_zone.
-- Example: SELECT * FROM safar.average_order_value(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- An order counts if it was placed in the range, a refund if it was given in the range, even if its order was placed
-- earlier. The net figures subtract those refunds. Averages are rounded half away from zero to six decimals; NULL
-- without orders.
CREATE OR REPLACE VIEW average_order_value AS
WITH
    toYYYYMMDDhhmmss(toDateTime64({since:String}, 0, 'UTC')) AS since,
    toYYYYMMDDhhmmss(toDateTime64({until:String}, 0, 'UTC')) AS until,
    moment -> toYYYYMMDDhhmmss(moment, {time_zone:String}) >= since
        AND toYYYYMMDDhhmmss(moment, {time_zone:String}) < until AS is_in_range,
    (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / nullIf(divisor, 0), 6), 6) AS average
SELECT
    reinterpretAsString(currency_code) AS currency,
    countIf(is_in_range(ordered_at)) AS orders,
    sumIf(value, is_in_range(ordered_at)) AS revenue,
    sum(arraySum(refund -> if(is_in_range(refund.refunded_at), refund.amount, 0), states.refunds)) AS refunds,
    revenue - refunds AS net_revenue,
    average(revenue, orders) AS average_order_value,
    average(net_revenue, orders) AS net_average_order_value
FROM safar.order_states(source = {source:String}) AS states
WHERE is_counted
GROUP BY currency_code
HAVING orders > 0 OR refunds > 0;
