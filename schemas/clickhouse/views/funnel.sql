-- How many get from seeing a product to an order, and where are they lost?
--
-- Grain: one row a segment and step, also when nobody reached it.
-- Source: visits; orders_in_range, all orders but tests.
-- Parameters: source, since, until, time_zone, see orders_in_range; unit, 'session' or 'customer'; segment_by, ''
-- for all together, 'device', 'source', 'medium' or 'campaign' (of the campaign), 'referrer' or 'landing_page';
-- within_hours, the time limit from the first step to the last, such as '24'.
-- Example: SELECT * FROM safar.funnel(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', unit = 'session', segment_by = 'device', within_hours = '24') ORDER BY segment, step
--
-- The steps: 1 a product viewed, 2 one added to the cart, 3 a checkout started, 4 an order. A step counts when all
-- steps before it were taken before, or at the same moment, and no longer than the time limit after the first.
-- entered is the number of sessions or customers that took the step; shares are in percent. The segment is that of
-- the session, of a customer's first one in the range. An order, also one that a server tells, belongs to the
-- latest session of its customer that began before it, if that had an event in the 30 minutes before the order.
CREATE OR REPLACE VIEW funnel AS
WITH
    CAST({unit:String}, 'Enum8(\'session\' = 1, \'customer\' = 2)') AS unit,
    CAST({segment_by:String}, 'Enum8(\'\' = 0, \'device\' = 1, \'source\' = 2, \'medium\' = 3, \'campaign\' = 4,
        \'referrer\' = 5, \'landing_page\' = 6)') AS segment_by,
    customers AS
    (
        SELECT
            -- (began, ended, segment, steps), the earliest first
            arraySort(groupArrayIf((began, ended, segment, steps), is_visit)) AS visits,
            groupArrayIf(began, NOT is_visit) AS orders
        FROM
        (
            SELECT
                customer_key,
                true AS is_visit,
                toUnixTimestamp64Milli(started_at) AS began,
                toUnixTimestamp64Milli(ended_at) AS ended,
                if(segment_by = 'device', device,
                if(segment_by = 'source', campaign_source,
                if(segment_by = 'medium', campaign_medium,
                if(segment_by = 'campaign', campaign_name,
                if(segment_by = 'referrer', referrer_domain,
                if(segment_by = 'landing_page', landing_page, '')))))) AS segment,
                arrayFilter(stamp -> stamp % 16 < 4, visits.steps) AS steps
            FROM safar.visits(
                source = {source:String}, since = {since:String}, until = {until:String},
                time_zone = {time_zone:String}) AS visits
            UNION ALL
            SELECT customer_key, false, toUnixTimestamp64Milli(ordered_at), 0, '', []
            FROM safar.orders_in_range(
                source = {source:String}, since = {since:String}, until = {until:String},
                time_zone = {time_zone:String})
            WHERE NOT is_test
        )
        GROUP BY customer_key
        HAVING length(visits) > 0
    ),
    moments -> arrayMap(moment -> 16 * moment + 4, moments) AS order_steps,
    walks AS
    (
        -- (segment, steps) of a session, or of a customer
        SELECT arrayJoin(if(unit = 'session',
            arrayMap((visit, place) -> (visit.3, arrayConcat(visit.4, order_steps(arrayFilter(
                moment -> moment >= visit.1 AND moment <= visit.2 + 1800000
                    AND (place = length(visits) OR moment < visits[place + 1].1), orders)))),
                visits, arrayEnumerate(visits)),
            [((visits[1]).3, arrayConcat(arrayFlatten(visits.4), order_steps(orders)))])) AS walk
        FROM customers
    )
SELECT
    segment,
    step,
    ['product_viewed', 'product_added', 'checkout_started', 'order_completed'][step] AS step_name,
    countIf(furthest >= step) AS entered,
    100 * entered / nullIf(countIf(furthest >= 1), 0) AS share_of_first,
    100 * entered / nullIf(countIf(furthest >= step - 1 AND furthest >= 1), 0) AS share_of_previous
FROM
(
    SELECT
        walk.1 AS segment,
        walk.2 AS steps,
        arrayReduce(concat('windowFunnel(', toString(toUInt64(3600000 * toFloat64({within_hours:String}))), ')'),
            arrayMap(stamp -> toUInt64(intDiv(stamp, 16) + 4398046511104), steps),
            arrayMap(stamp -> stamp % 16 = 1, steps), arrayMap(stamp -> stamp % 16 = 2, steps),
            arrayMap(stamp -> stamp % 16 = 3, steps), arrayMap(stamp -> stamp % 16 = 4, steps)) AS furthest
    FROM walks
)
ARRAY JOIN [1, 2, 3, 4] AS step
GROUP BY segment, step;
