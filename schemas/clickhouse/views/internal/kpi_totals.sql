-- What are the KPIs of a range, all at once? The dashboard's tiles read this view.
--
-- Grain: one row per currency with orders or refunds in the range, and one of all currencies together (currency '').
-- Source: orders_in_range, counted orders.
-- Parameters: source; since (included) and until (excluded), 'YYYY-MM-DD' or 'YYYY-MM-DD hh:mm:ss' as a clock
-- in time_zone shows it; time_zone.
-- Example: SELECT * FROM safar_internal.kpi_totals(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London')
--
-- The same figures as repeat_customer_rate, purchase_frequency (row ''), average_order_value and customer_value
-- (rows of a currency). Money is NULL in the row of all currencies, because currencies are never added up. A refund
-- counts if it was given in the range. Averages are rounded half away from zero to six decimals; a ratio without
-- customers or orders is NULL.
CREATE OR REPLACE VIEW kpi_totals AS
WITH
    toYYYYMMDDhhmmss(toDateTime64({since:String}, 0, 'UTC')) AS since,
    toYYYYMMDDhhmmss(toDateTime64({until:String}, 0, 'UTC')) AS until,
    moment -> toYYYYMMDDhhmmss(moment, {time_zone:String}) >= since
        AND toYYYYMMDDhhmmss(moment, {time_zone:String}) < until AS is_in_range,
    (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / nullIf(divisor, 0), 6), 6) AS average
SELECT
    if(code = 0, '', reinterpretAsString(code)) AS currency,
    countIf(own_orders > 0) AS customers,
    countIf(own_orders > 1) AS repeat_customers,
    sum(own_orders) AS orders,
    if(code = 0, NULL, sum(own_revenue)) AS revenue,
    if(code = 0, NULL, sum(own_refunds)) AS refunds,
    revenue - refunds AS net_revenue,
    100 * repeat_customers / nullIf(customers, 0) AS repeat_customer_rate,
    orders / nullIf(customers, 0) AS purchase_frequency,
    average(revenue, orders) AS average_order_value,
    average(net_revenue, orders) AS net_average_order_value,
    average(revenue, customers) AS customer_value
FROM
(
    SELECT
        groupArray(currency_code) AS codes,
        groupArray(orders) AS orders_by_code,
        groupArray(revenue) AS revenue_by_code,
        groupArray(refunds) AS refunds_by_code
    FROM
    (
        SELECT
            customer_key,
            currency_code,
            countIf(is_in_range(ordered_at)) AS orders,
            sumIf(value, is_in_range(ordered_at)) AS revenue,
            sum(arraySum(refund -> if(is_in_range(refund.refunded_at), refund.amount, 0), counted.refunds)) AS refunds
        FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC') AS counted
        WHERE is_counted
        GROUP BY customer_key, currency_code
        HAVING orders > 0 OR refunds > 0
    )
    GROUP BY customer_key
)
ARRAY JOIN
    arrayPushFront(codes, 0) AS code,
    arrayPushFront(orders_by_code, arraySum(orders_by_code)) AS own_orders,
    arrayPushFront(revenue_by_code, 0) AS own_revenue,
    arrayPushFront(refunds_by_code, 0) AS own_refunds
GROUP BY code;
