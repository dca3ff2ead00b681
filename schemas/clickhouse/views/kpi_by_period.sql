-- How do the KPIs develop by period?
--
-- Grain: one row per source, currency and period, from the first period with an order to the current one, even if nobody
-- bought in it; and one per other period with orders or refunds.
-- Source: orders_in_range, counted orders; sources.
-- Parameters: source, a source_id, or '' for all; time_zone, such as 'Europe/London', or '' for each source's
-- own (see table sources; UTC for a source that it does not have); period, such as 'week', 'month' or
-- 'jalali_month'; see calendar.
-- Example: SELECT * FROM safar.kpi_by_period(source = 'shop', time_zone = 'Asia/Tehran', period = 'week')
--     ORDER BY period_start
--
-- A row is about its currency only. Its customers bought in its period; first-time customers are those of them who had
-- never bought before, returning ones are the rest; repeat customers bought more than once in the period.
-- Refunds are in the period in which they were given. is_complete is 0 while the period is not over. Averages are rounded
-- half away from zero to six decimals; a ratio without orders is NULL. Orders and money may be added up over periods and
-- sources, first-time customers over periods. Customers may not be added up: one person buys in many periods.
CREATE OR REPLACE VIEW kpi_by_period AS
WITH
    -- the sources with orders: their codes, their names, their zones
    (
        SELECT (groupArray(bitShiftRight(sipHash64(source_id), 24)), groupArray(source_id),
            groupArray(multiIf({time_zone:String} != '', {time_zone:String}, time_zone != '', time_zone, 'UTC')))
        FROM (SELECT DISTINCT source_id FROM event_rows
            WHERE kind = 'order' AND ({source:String} = '' OR source_id = {source:String})) AS sold
        LEFT ANY JOIN (SELECT source_id, time_zone FROM sources FINAL) AS sources USING (source_id)
    ) AS shops,
    -- the time zone of all of them, or '' if there are several, which takes four times as long
    if(arrayUniq(shops.3) > 1, '', if(empty(shops.3), 'UTC', shops.3[1])) AS one_zone,
    (moment, source_code) -> if(one_zone = '',
        toDate32(substring(toString(moment, transform(source_code, shops.1, shops.3, 'UTC')), 1, 10)),
        toDate32(moment, if(one_zone = '', 'UTC', one_zone))) AS local_date,
    -- for the Solar Hijri calendar, the first day of each day's period, from 1900-01-01 on; else empty
    (SELECT groupArray(start) FROM
        (SELECT toInt32(period_start) AS start FROM safar.calendar(period = {period:String})
        WHERE startsWith({period:String}, 'jalali_') ORDER BY day)) AS period_starts,
    (moment, source_code) -> if(startsWith({period:String}, 'jalali_'),
        period_starts[toInt32(local_date(moment, source_code)) + 25568],
        toInt32(toDate32(dateTrunc(if(startsWith({period:String}, 'jalali_'), 'day', {period:String}),
            local_date(moment, source_code))))) AS period_of,
    -- the period of a date, given by its days since 1970, and the periods of all days from one to today
    day -> if(startsWith({period:String}, 'jalali_'), period_starts[day + 25568],
        toInt32(toDate32(dateTrunc(if(startsWith({period:String}, 'jalali_'), 'day', {period:String}), toDate32(day)))))
        AS period_from,
    source_code -> toInt32(local_date(now64(3, 'UTC'), source_code)) AS today_of,
    (first_day, last_day) -> arrayDistinct(arrayMap(day -> period_from(toInt32(day)), range(first_day, last_day + 1)))
        AS periods_between,
    (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / nullIf(divisor, 0), 6), 6) AS average
SELECT
    transform(source_code, shops.1, shops.2, '') AS source_id,
    toDate32(part.1) AS period_start,
    part.1 < period_from(today_of(source_code)) AS is_complete,
    reinterpretAsString(currency_code) AS currency,
    sumIf(told.orders, NOT part.2) AS orders,
    sumIf(told.customers, NOT part.2) AS customers,
    sumIf(told.first_time, NOT part.2) AS first_time_customers,
    customers - first_time_customers AS returning_customers,
    sumIf(told.repeat, NOT part.2) AS repeat_customers,
    sumIf(told.revenue, NOT part.2) AS revenue,
    sum(part.3) AS refunds,
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
        source_code,
        currency_code,
        if(is_first, first_period, period) AS own_period,
        sumIf(placed.orders, NOT is_first) AS orders,
        countIf(NOT is_first) AS customers,
        countIf(is_first) AS first_time,
        countIf(NOT is_first AND placed.orders > 1) AS repeat,
        sumIf(placed.revenue, NOT is_first) AS revenue,
        groupArrayArrayIf(placed.refunds, is_first) AS refunds,
        own_period = min(own_period) OVER (PARTITION BY source_code, currency_code) AS is_earliest
    FROM
    (
        -- what a customer bought in a period, and when they first bought
        SELECT
            max(source_code) AS source_code,
            currency_code,
            period,
            grouping(period) = 1 AS is_first,
            min(placed_in) AS first_period,
            count() AS orders,
            sum(value) AS revenue,
            groupArrayArray(own_refunds) AS refunds
        FROM
        (
            SELECT
                source_code,
                customer_key,
                currency_code,
                value,
                refunds AS own_refunds,
                period_of(ordered_at, source_code) AS period,
                period AS placed_in
            FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC')
            WHERE is_counted
        )
        GROUP BY GROUPING SETS ((customer_key, currency_code, period), (customer_key, currency_code))
    ) AS placed
    GROUP BY source_code, currency_code, own_period
) AS told
-- one row for purchases, one for each refund in its period, and one for each period until today
ARRAY JOIN arrayConcat(
    [(own_period, false, toDecimal128(0, 6))],
    arrayMap(refund -> (period_of(refund.1, source_code), true, refund.2), told.refunds),
    arrayMap(start -> (start, true, toDecimal128(0, 6)),
        if(is_earliest, periods_between(own_period, today_of(source_code)), []))) AS part
GROUP BY source_code, currency_code, part.1;
