-- How do the figures develop? All of them side by side, period by period.
--
-- Grain: one row a source, period and currency with orders or refunds.
-- Source: source_orders, counted orders; sources.
-- Parameters: source, a source_id, or '' for all; time_zone, such as 'Europe/London', or '' for each source's
-- own; period, one of 'day', 'week' (from Monday), 'month', 'quarter' and 'year'.
-- Example: SELECT * FROM safar.kpi_by_period(source = 'shop', time_zone = 'Asia/Tehran', period = 'week')
--     ORDER BY period_start
--
-- Refunds stand in the period in which they were given. A row's customers are those who bought in its period
-- and currency; first-time customers of them had never bought before the period, returning ones had. Repeat
-- customers bought more than once in the row. Averages are rounded half away from zero to six digits; a ratio
-- without orders is NULL. Orders and money may be added up; customers may not: one person buys in many months.
CREATE OR REPLACE VIEW kpi_by_period AS
WITH
    (moment, zone) -> toDate32(dateTrunc({period:String}, if({time_zone:String} = '',
        toDate32(substring(toString(moment, if(zone = '', 'UTC', zone)), 1, 10)),
        toDate32(moment, if({time_zone:String} = '', 'UTC', {time_zone:String}))))) AS period_of,
    -- a period (days from 1900 on) and a currency as one number
    (moment, zone, currency_code) -> bitShiftLeft(toUInt64(dateDiff('day', toDate32('1900-01-01'), period_of(moment, zone))), 32)
        + currency_code AS cell_of,
    (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / nullIf(divisor, 0), 6), 6) AS average,
    customers AS
    (
        SELECT
            any(orders.source_id) AS source_id,
            groupArray(cell_of(ordered_at, time_zone, currency_code)) AS order_cells,
            groupArray(value) AS order_values,
            groupArrayArray(arrayMap(refund -> cell_of(refund.refunded_at, time_zone, currency_code), refunds)) AS refund_cells,
            groupArrayArray(refunds.amount) AS refund_amounts
        FROM safar.source_orders(source = {source:String}) AS orders
        LEFT ANY JOIN (SELECT source_id, time_zone FROM sources FINAL) AS sources USING (source_id)
        WHERE is_counted
        GROUP BY customer_key
    )
SELECT
    source_id,
    addDays(toDate32('1900-01-01'), bitShiftRight(cell, 32)) AS period_start,
    reinterpretAsString(toUInt32(cell)) AS currency,
    countIf(place > 0) AS orders,
    countIf(place = 1) AS customers,
    countIf(place = 1 AND bitShiftRight(cell, 32) = bitShiftRight(first_cell, 32)) AS first_time_customers,
    customers - first_time_customers AS returning_customers,
    countIf(place = 2) AS repeat_customers,
    sum(value) AS revenue,
    sum(refund) AS refunds,
    revenue - refunds AS net_revenue,
    average(revenue, orders) AS average_order_value,
    average(net_revenue, orders) AS net_average_order_value,
    orders / nullIf(customers, 0) AS purchase_frequency,
    average(revenue, customers) AS customer_value,
    100 * repeat_customers / nullIf(customers, 0) AS repeat_customer_rate,
    100 * returning_customers / nullIf(customers, 0) AS share_returning
FROM
(
    SELECT
        source_id,
        arrayMin(order_cells) AS first_cell,
        arrayConcat(order_cells, refund_cells) AS cells,
        -- the how manieth order of its customer in its cell; 0 for a refund
        arrayResize(arrayEnumerateUniq(order_cells), length(cells)) AS places,
        arrayResize(order_values, length(cells)) AS values,
        arrayConcat(arrayResize(CAST([], 'Array(Decimal(38, 6))'), length(order_cells)), refund_amounts) AS refunded
    FROM customers
)
ARRAY JOIN cells AS cell, places AS place, values AS value, refunded AS refund
GROUP BY source_id, cell;
