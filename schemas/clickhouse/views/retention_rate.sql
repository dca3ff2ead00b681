-- Who stays? Period by period: customers at the start, kept, lost, gained and at the end.
--
-- Grain: one row a period whose first day lies in the range, also when nobody bought in it.
-- Source: orders_in_range, counted orders of all currencies and of all time: who is new and who is won back
-- depends on what was before.
-- Parameters: source; since (included) and until (excluded), 'YYYY-MM-DD'; time_zone, such as 'Europe/London';
-- period, one of 'day', 'week' (from Monday), 'month', 'quarter' and 'year'.
-- Example: SELECT * FROM safar.retention_rate(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London',
--     period = 'month') ORDER BY period_start
--
-- At the start of a period are the customers who bought in the period before, at its end those who bought in
-- it. Gained are its first-time buyers and the won-back, who had bought before but not in the period before.
-- retention_rate = (end - gained) / start x 100 = retained / start x 100, between 0 and 100; churn_rate is the
-- rest. retention_rate_first_time_only reads "gained" as first-time buyers alone and may exceed 100.
-- share_returning is the part of those at the end who had bought before the period. NULL without customers to
-- divide by. Periods are periods of the calendar: a date is found first, and then the period it lies in.
CREATE OR REPLACE VIEW retention_rate AS
WITH
    date -> toDate32(dateTrunc({period:String}, date)) AS period_of,
    (start, count) -> multiIf(
        {period:String} = 'day', addDays(start, count), {period:String} = 'week', addWeeks(start, count),
        {period:String} = 'month', addMonths(start, count), {period:String} = 'quarter', addQuarters(start, count),
        addYears(start, count)) AS periods_later,
    customers AS
    (
        -- days since 1970: arrays of numbers are made in half the time that arrays of dates take
        SELECT arraySort(groupArray(toInt32(period_of(toDate32(ordered_at, {time_zone:String}))))) AS periods
        FROM safar.orders_in_range(
            source = {source:String}, since = '', until = '', time_zone = {time_zone:String})
        WHERE is_counted
        GROUP BY customer_key
    ),
    bought AS
    (
        SELECT
            toDate32(day) AS period,
            count() AS orders,
            countIf(place = 1 OR day != previous_day) AS buyers,
            countIf(place = 1) AS first_time,
            countIf(place > 1 AND period = periods_later(toDate32(previous_day), 1)) AS retained
        FROM customers
        ARRAY JOIN
            periods AS day,
            arrayEnumerate(periods) AS place,
            arrayPushFront(arrayPopBack(periods), 0) AS previous_day
        GROUP BY day
    ),
    -- those who bought in a period are at the start of the next; a period of which nothing is told has a row too
    told AS
    (
        SELECT tells_of AS period_start, orders * own AS orders, buyers * (1 - own) AS at_start, buyers * own AS at_end,
            first_time * own AS first_time, retained * own AS retained
        FROM bought
        ARRAY JOIN [period, periods_later(period, 1)] AS tells_of, [1, 0] AS own
        UNION ALL
        SELECT periods_later(period_of(toDate32({since:String})), number), 0, 0, 0, 0, 0
        FROM numbers(toUInt64(greatest(0, 1 + dateDiff({period:String}, toDate32({since:String}), toDate32({until:String})))))
    )
SELECT
    period_start,
    customers_at_start,
    customers_at_end,
    first_time_customers,
    customers_at_end - first_time_customers - retained_customers AS won_back_customers,
    retained_customers,
    customers_at_start - retained_customers AS lapsed_customers,
    customers_before,
    orders,
    100 * retained_customers / nullIf(customers_at_start, 0) AS retention_rate,
    100 * lapsed_customers / nullIf(customers_at_start, 0) AS churn_rate,
    100 * (customers_at_end - first_time_customers) / nullIf(customers_at_start, 0) AS retention_rate_first_time_only,
    100 * (customers_at_end - first_time_customers) / nullIf(customers_at_end, 0) AS share_returning
FROM
(
    SELECT
        period_start,
        sum(told.orders) AS orders,
        sum(at_start) AS customers_at_start,
        sum(at_end) AS customers_at_end,
        sum(told.first_time) AS first_time_customers,
        sum(told.retained) AS retained_customers,
        sum(first_time_customers) OVER (ORDER BY period_start) - first_time_customers AS customers_before
    FROM told
    GROUP BY period_start
)
WHERE toDateTime64(period_start, 0, 'UTC') >= toDateTime64({since:String}, 0, 'UTC')
    AND toDateTime64(period_start, 0, 'UTC') < toDateTime64({until:String}, 0, 'UTC');
