-- At which checkout step do customers drop off?
--
-- Grain: one row per step reached: the start, each numbered step, payment, the order.
-- Source: visits; orders_in_range, all orders but tests.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.checkout_drop_off(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London') ORDER BY step
--
-- Counts visits in which a checkout was started. reached counts those that got to the step or beyond, dropped those
-- that got no further, and drop_off_rate is their share in percent. An order belongs to a visit as in funnel; if
-- several began and ended at the same time, to the one that got furthest.
CREATE OR REPLACE VIEW checkout_drop_off AS
WITH
    customers AS
    (
        SELECT
            arraySort(groupArrayIf((began, ended, furthest), furthest >= 0)) AS visits,
            groupArrayIf(began, furthest < 0) AS orders
        FROM
        (
            SELECT
                customer_key,
                toUnixTimestamp64Milli(started_at) AS began,
                toUnixTimestamp64Milli(ended_at) AS ended,
                toInt16(furthest_checkout) AS furthest
            FROM safar.visits(
                source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
            UNION ALL
            SELECT customer_key, toUnixTimestamp64Milli(ordered_at), 0, -1
            FROM safar.orders_in_range(
                source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String})
            WHERE NOT is_test
        )
        GROUP BY customer_key
        HAVING arrayExists(visit -> visit.3 > 0, visits)
    ),
    ends AS
    (
        SELECT furthest, count() AS visits
        FROM
        (
            SELECT if(arrayExists(moment -> moment >= visit.1 AND moment <= visit.2 + 1800000
                AND (place = length(visits) OR moment < visits[place + 1].1), orders), 255, visit.3) AS furthest
            FROM customers
            ARRAY JOIN visits AS visit, arrayEnumerate(visits) AS place
            WHERE visit.3 > 0
        )
        GROUP BY furthest
    )
SELECT
    row_number() OVER (ORDER BY furthest) AS step,
    multiIf(furthest = 1, 'checkout_started', furthest = 254, 'payment_entered', furthest = 255, 'order_completed',
        concat('checkout_step_', toString(furthest - 1))) AS step_name,
    sum(visits) OVER (ORDER BY furthest DESC) AS reached,
    if(furthest = 255, 0, visits) AS dropped,
    100 * dropped / reached AS drop_off_rate
FROM ends;
