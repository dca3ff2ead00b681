-- How many customers of each cohort come back, and what is their value?
--
-- Grain: one row per cohort (the customers whose first order is in one period) and period since then, even if nobody of
-- it bought. Cohorts are those whose period begins in the range.
-- Source: orders_by_period, counted orders before the end of the range; periods, asked_currency.
-- Parameters: source; since (included) and until (excluded), 'YYYY-MM-DD'; time_zone; period, see calendar;
-- currency, see asked_currency.
-- Example: SELECT * FROM safar.cohort_retention(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London',
--     period = 'month', currency = '') ORDER BY cohort_start, period_index
--
-- period_index 0 is the period of the first order. customers is the cohort's size, returning_customers are those
-- of it who bought in the period, retention_rate is their share in percent. is_complete is 0 if the period is not over,
-- or the range ends within it. Money is in one currency; people and orders are of all currencies. cumulative_value is
-- the average revenue of the cohort's customers until then, before refunds, rounded half away from zero to six decimals.
CREATE OR REPLACE VIEW cohort_retention AS
WITH
    (SELECT (asked.currency, asked.currency_code) FROM safar.asked_currency(
        source = {source:String}, currency = {currency:String}) AS asked) AS asked,
    all_periods AS
    (
        SELECT * FROM safar.periods(since = {since:String}, until = {until:String}, period = {period:String})
    ),
    customers AS
    (
        -- in the order of their periods: period, value
        SELECT arraySort(groupArray((
            period_number, if(currency_code = asked.2, value, toDecimal128(0, 6))))) AS bought
        FROM safar.orders_by_period(
            source = {source:String}, until = {until:String}, time_zone = {time_zone:String}, period = {period:String})
        WHERE is_counted
        GROUP BY customer_key
    ),
    -- a cohort has a row for every following period, even without orders
    told AS
    (
        SELECT
            tupleElement(bought[1], 1) AS cohort,
            order.1 AS period_number,
            countIf(place = 1 OR order.1 != tupleElement(bought[place - 1], 1)) AS customers,
            count() AS orders,
            sum(order.2) AS revenue
        FROM customers
        ARRAY JOIN bought AS order, arrayEnumerate(bought) AS place
        GROUP BY cohort, period_number
        UNION ALL
        SELECT number, arrayJoin(arrayFilter(later -> later >= number, numbers)), 0, 0, toDecimal128(0, 6)
        FROM (SELECT groupArray(period_number) AS numbers FROM all_periods)
        ARRAY JOIN numbers AS number
    )
SELECT
    cohorts.period_start AS cohort_start,
    cohorts.period_label AS cohort_label,
    summed.period_number - cohort AS period_index,
    later.period_start AS period_start,
    later.next_start <= least(toDate32(now64(3, 'UTC'), {time_zone:String}),
        toDate32(toDateTime64({until:String}, 0, 'UTC'))) AS is_complete,
    cohort_size AS customers,
    summed.customers AS returning_customers,
    100 * returning_customers / cohort_size AS retention_rate,
    summed.orders AS orders,
    asked.1 AS currency,
    summed.revenue AS revenue,
    brought AS cumulative_revenue,
    toDecimal128(round(toDecimal256(brought, 7) / cohort_size, 6), 6) AS cumulative_value
FROM
(
    SELECT
        cohort,
        told.period_number AS period_number,
        sum(told.customers) AS customers,
        sum(told.orders) AS orders,
        sum(told.revenue) AS revenue,
        max(customers) OVER (PARTITION BY cohort) AS cohort_size,
        sum(revenue) OVER (PARTITION BY cohort ORDER BY period_number) AS brought
    FROM told
    GROUP BY cohort, period_number
) AS summed
INNER JOIN all_periods AS cohorts ON cohorts.period_number = summed.cohort
INNER JOIN all_periods AS later ON later.period_number = summed.period_number
WHERE cohort_size > 0;
