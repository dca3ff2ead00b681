-- Does a journey have an effect? Compares people who got its messages with the control group, who got none.
--
-- Grain: one row per journey, all of its versions.
-- Source: journey_runs, orders_in_range, asked_currency.
-- Parameters: source, since, until, time_zone, see orders_in_range: the range is of the entries; goal_days, from '1' to
-- '30': how long after the entry the goal and revenue count; currency, see asked_currency.
-- Example: SELECT * FROM safar.journey_lift(source = 'shop', since = '2025-01-01', until = '2026-01-01',
--     time_zone = 'Europe/London', goal_days = '30', currency = '')
--
-- Counts people, each once by their first run in the range, whether or not a message was sent: only chance may decide who
-- is in the control group. People who entered less than goal_days ago count only as too_recent.
-- Rates are in percent, differences in percentage points, treated minus control, with the ends of their 95% interval.
-- verdict is 'more', 'less', 'about the same' or 'not yet knowable': README.md beside this file has the rule.
CREATE OR REPLACE VIEW journey_lift AS
WITH
    1.959963984540054 AS z,
    (SELECT (asked.currency, asked.currency_code) FROM safar.asked_currency(
        source = {source:String}, currency = {currency:String}) AS asked) AS asked,
    people AS
    (
        SELECT
            journey_id,
            customer_key,
            chosen.1 AS is_control,
            chosen.2 AS entered_at,
            coalesce(chosen.3 <= entered_at + toIntervalDay(toUInt8OrZero({goal_days:String})), false) AS has_goal
        FROM
        (
            SELECT journey_id, customer_key, argMin((is_control, entered_at, goal_at), (entered_at, run_id)) AS chosen
            FROM safar.journey_runs(
                source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
            GROUP BY journey_id, customer_key
        )
    ),
    spent AS
    (
        SELECT own.journey_id AS journey_id, own.customer_key AS customer_key, sum(bought.value) AS revenue
        FROM people AS own
        INNER JOIN
        (
            SELECT customer_key, ordered_at, value
            FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = {time_zone:String})
            WHERE is_counted AND currency_code = asked.2
        ) AS bought ON bought.customer_key = own.customer_key
        WHERE bought.ordered_at > own.entered_at
            AND bought.ordered_at <= own.entered_at + toIntervalDay(toUInt8OrZero({goal_days:String}))
        GROUP BY journey_id, customer_key
    )
SELECT
    journey,
    treated,
    control,
    too_recent,
    treated_goals,
    control_goals,
    100 * treated_rate AS treated_goal_rate,
    100 * control_rate AS control_goal_rate,
    100 * (treated_rate - control_rate) AS goal_difference,
    -- Newcombe's interval of a difference, from Wilson's intervals of both rates
    goal_difference - 100 * sqrt(pow(treated_rate - treated_low, 2) + pow(control_high - control_rate, 2)) AS goal_difference_from,
    goal_difference + 100 * sqrt(pow(treated_high - treated_rate, 2) + pow(control_rate - control_low, 2)) AS goal_difference_to,
    multiIf(
        treated = 0 OR control = 0, 'not yet knowable',
        goal_difference_from > 0, 'more',
        goal_difference_to < 0, 'less',
        goal_difference_from > -1 AND goal_difference_to < 1, 'about the same',
        'not yet knowable') AS verdict,
    asked.1 AS currency,
    toDecimal128(round(toDecimal256(treated_revenue, 7) / nullIf(treated, 0), 6), 6) AS treated_revenue_per_person,
    toDecimal128(round(toDecimal256(control_revenue, 7) / nullIf(control, 0), 6), 6) AS control_revenue_per_person,
    treated_revenue_per_person - control_revenue_per_person AS revenue_difference,
    if(least(treated, control) < 100, NULL, toFloat64(revenue_difference) - z * revenue_error) AS revenue_difference_from,
    if(least(treated, control) < 100, NULL, toFloat64(revenue_difference) + z * revenue_error) AS revenue_difference_to,
    multiIf(
        coalesce(revenue_difference_from, 0) > 0, 'more',
        coalesce(revenue_difference_to, 0) < 0, 'less',
        'not yet knowable') AS revenue_verdict
FROM
(
    SELECT
        journey_id AS journey,
        countIf(NOT is_control AND NOT is_recent) AS treated,
        countIf(is_control AND NOT is_recent) AS control,
        countIf(is_recent) AS too_recent,
        countIf(NOT is_control AND NOT is_recent AND has_goal) AS treated_goals,
        countIf(is_control AND NOT is_recent AND has_goal) AS control_goals,
        sumIf(revenue, NOT is_control AND NOT is_recent) AS treated_revenue,
        sumIf(revenue, is_control AND NOT is_recent) AS control_revenue,
        sqrt(varSampIf(toFloat64(revenue), NOT is_control AND NOT is_recent) / treated
            + varSampIf(toFloat64(revenue), is_control AND NOT is_recent) / control) AS revenue_error,
        treated_goals / nullIf(treated, 0) AS treated_rate,
        control_goals / nullIf(control, 0) AS control_rate,
        (treated_rate + z * z / (2 * treated)) / (1 + z * z / treated) AS treated_centre,
        (control_rate + z * z / (2 * control)) / (1 + z * z / control) AS control_centre,
        z / (1 + z * z / treated) * sqrt(treated_rate * (1 - treated_rate) / treated + z * z / (4 * treated * treated))
            AS treated_half,
        z / (1 + z * z / control) * sqrt(control_rate * (1 - control_rate) / control + z * z / (4 * control * control))
            AS control_half,
        treated_centre - treated_half AS treated_low,
        treated_centre + treated_half AS treated_high,
        control_centre - control_half AS control_low,
        control_centre + control_half AS control_high
    FROM
    (
        SELECT
            people.journey_id AS journey_id,
            people.is_control AS is_control,
            people.has_goal AS has_goal,
            people.entered_at + toIntervalDay(toUInt8OrZero({goal_days:String})) > now64(3, 'UTC') AS is_recent,
            spent.revenue AS revenue
        FROM people
        LEFT ANY JOIN spent ON spent.journey_id = people.journey_id AND spent.customer_key = people.customer_key
    )
    GROUP BY journey
);
