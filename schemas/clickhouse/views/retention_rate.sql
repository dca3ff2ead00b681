-- How many customers are retained, lost and gained in each period?
--
-- Grain: one row per period whose first day is in the range, even if nobody bought in it.
-- Source: orders_by_period, counted orders of all currencies and of all time, because new and won-back customers depend
-- on earlier orders; periods.
-- Parameters: source; since (included) and until (excluded), 'YYYY-MM-DD'; time_zone, such as 'Europe/London';
-- period, such as 'week', 'month' or 'jalali_month'; see calendar.
-- Example: SELECT * FROM safar.retention_rate(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London',
--     period = 'month') ORDER BY period_start
--
-- Customers at the start of a period bought in the previous one, those at its end bought in it. Gained customers are
-- its first-time buyers and those won back, who had bought before but not in the previous period.
-- retention_rate = (end - gained) / start x 100 = retained / start x 100, between 0 and 100; churn_rate is the
-- rest. retention_rate_first_time_only counts only first-time buyers as gained and may exceed 100.
-- is_complete is 0 while the period is not over: until then, customers who have not bought yet count as lapsed.
-- share_returning is the share of customers at the end who had bought before the period. Rates are NULL without
-- customers to divide by.
CREATE OR REPLACE VIEW retention_rate AS
WITH
    customers AS
    (
        SELECT arraySort(groupArray(period_number)) AS numbers
        FROM safar.orders_by_period(
            source = {source:String}, until = '', time_zone = {time_zone:String}, period = {period:String})
        WHERE is_counted
        GROUP BY customer_key
    ),
    bought AS
    (
        SELECT
            number,
            count() AS orders,
            countIf(place = 1 OR number != previous_number) AS buyers,
            countIf(place = 1) AS first_time,
            countIf(place > 1 AND number = previous_number + 1) AS retained
        FROM customers
        ARRAY JOIN
            numbers AS number,
            arrayEnumerate(numbers) AS place,
            arrayPushFront(arrayPopBack(numbers), 0) AS previous_number
        GROUP BY number
    ),
    all_periods AS
    (
        SELECT * FROM safar.periods(since = {since:String}, until = {until:String}, period = {period:String})
    ),
    -- customers of a period are at the start of the next one; a period without orders has a row, too
    told AS
    (
        SELECT tells_of AS period_number, orders * own AS orders, buyers * (1 - own) AS at_start, buyers * own AS at_end,
            first_time * own AS first_time, retained * own AS retained
        FROM bought
        ARRAY JOIN [number, number + 1] AS tells_of, [1, 0] AS own
        UNION ALL
        SELECT period_number, 0, 0, 0, 0, 0 FROM all_periods
    )
SELECT
    all_periods.period_start AS period_start,
    all_periods.next_start <= toDate32(now64(3, 'UTC'), {time_zone:String}) AS is_complete,
    customers_at_start,
    customers_at_end,
    first_time_customers,
    customers_at_end - first_time_customers - retained_customers AS won_back_customers,
    retained_customers,
    customers_at_start - retained_customers AS lapsed_customers,
    customers_before,
    summed.orders AS orders,
    100 * retained_customers / nullIf(customers_at_start, 0) AS retention_rate,
    100 * lapsed_customers / nullIf(customers_at_start, 0) AS churn_rate,
    100 * (customers_at_end - first_time_customers) / nullIf(customers_at_start, 0) AS retention_rate_first_time_only,
    100 * (customers_at_end - first_time_customers) / nullIf(customers_at_end, 0) AS share_returning
FROM
(
    SELECT
        period_number,
        sum(told.orders) AS orders,
        sum(at_start) AS customers_at_start,
        sum(at_end) AS customers_at_end,
        sum(told.first_time) AS first_time_customers,
        sum(told.retained) AS retained_customers,
        sum(first_time_customers) OVER (ORDER BY period_number) - first_time_customers AS customers_before
    FROM told
    GROUP BY period_number
) AS summed
INNER JOIN all_periods ON all_periods.period_number = summed.period_number;
