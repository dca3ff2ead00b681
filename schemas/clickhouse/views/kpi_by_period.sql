-- How do the figures develop? All of them side by side, period by period.
--
-- Grain: one row a source, currency and period with orders or refunds.
-- Source: orders_in_range, counted orders; sources.
-- Parameters: source, a source_id, or '' for all; time_zone, such as 'Europe/London', or '' for each source's
-- own (see table sources; UTC for a source that it does not have); period, one of 'day', 'week' (from Monday),
-- 'month', 'quarter' and 'year'.
-- Example: SELECT * FROM safar.kpi_by_period(source = 'shop', time_zone = 'Asia/Tehran', period = 'week')
--     ORDER BY period_start
--
-- A row speaks of its currency alone. Its customers bought in its period; first-time customers are those of
-- them who had never before, returning ones the rest; repeat customers bought more than once in the period.
-- Refunds stand in the period in which they were given. Averages are rounded half away from zero to six
-- digits; a ratio without orders is NULL. Orders and money may be added up over periods and sources,
-- first-time customers over periods; customers may not: one person buys in many periods.
CREATE OR REPLACE VIEW kpi_by_period AS
WITH
    -- the one zone of all sources asked for, or '' when there are several, which takes four times as long
    (SELECT multiIf({time_zone:String} != '', {time_zone:String}, count() = 0, 'UTC',
        uniqExact(time_zone) = 1, any(time_zone), '')
     FROM sources FINAL WHERE {source:String} = '' OR source_id = {source:String}) AS one_zone,
    (moment, zone) -> if(one_zone = '', toDate32(substring(toString(moment, zone), 1, 10)),
        toDate32(moment, if(one_zone = '', 'UTC', one_zone))) AS local_date,
    (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / nullIf(divisor, 0), 6), 6) AS average,
    -- an order and its refunds: when, and how much
    entries AS
    (
        SELECT
            orders.source_id AS source_id,
            customer_key,
            currency_code,
            if(time_zone = '', 'UTC', time_zone) AS zone,
            arrayMap(moment -> toInt32(toDate32(dateTrunc({period:String}, local_date(moment, zone)))),
                arrayPushFront(refunds.refunded_at, ordered_at)) AS periods,
            arrayPushFront(refunds.amount, value) AS amounts
        FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC') AS orders
        LEFT ANY JOIN (SELECT source_id, time_zone FROM sources FINAL) AS sources USING (source_id)
        WHERE is_counted
    ),
    customers AS
    (
        SELECT
            any(entries.source_id) AS source_id,
            currency_code,
            period,
            customer_key,
            countIf(place = 1) AS orders,
            sumIf(amount, place = 1) AS revenue,
            sumIf(amount, place > 1) AS refunds
        FROM entries
        ARRAY JOIN periods AS period, amounts AS amount, arrayEnumerate(amounts) AS place
        GROUP BY customer_key, currency_code, period
    )
SELECT
    source_id,
    toDate32(period) AS period_start,
    reinterpretAsString(currency_code) AS currency,
    orders,
    customers,
    customers_so_far - lagInFrame(customers_so_far) OVER (PARTITION BY source_id, currency_code ORDER BY period)
        AS first_time_customers,
    customers - first_time_customers AS returning_customers,
    repeat_customers,
    revenue,
    refunds,
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
        currency_code,
        period,
        sum(customers.orders) AS orders,
        countIf(customers.orders > 0) AS customers,
        countIf(customers.orders > 1) AS repeat_customers,
        sum(customers.revenue) AS revenue,
        sum(customers.refunds) AS refunds,
        uniqExactIfState(customer_key, customers.orders > 0) AS who,
        uniqExactIfMerge(who) OVER (PARTITION BY source_id, currency_code ORDER BY period) AS customers_so_far
    FROM customers
    GROUP BY source_id, currency_code, period
);
