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
-- the session, of a customer's first one in the range (by arrival, see visits). An order, also one that a server tells, belongs to the
-- latest session of its customer that began before it, if that had an event in the 30 minutes before the order; of
-- several that began together to that which ended last, and then to that which got furthest.
CREATE OR REPLACE VIEW funnel AS
WITH
    CAST({unit:String}, 'Enum8(\'session\' = 1, \'customer\' = 2)') AS unit,
    CAST({segment_by:String}, 'Enum8(\'\' = 0, \'device\' = 1, \'source\' = 2, \'medium\' = 3, \'campaign\' = 4,
        \'referrer\' = 5, \'landing_page\' = 6)') AS segment_by,
    told AS
    (
        SELECT
            customer_key,
            true AS is_visit,
            toUnixTimestamp64Milli(started_at) AS began,
            toUnixTimestamp64Milli(ended_at) AS ended,
            if(segment_by = '', '', arrival) AS own_arrival,
            visits.steps AS own_steps
        FROM safar.visits(
            source = {source:String}, since = {since:String}, until = {until:String},
            time_zone = {time_zone:String}) AS visits
        UNION ALL
        SELECT customer_key, false, toUnixTimestamp64Milli(ordered_at) AS moment, moment, '', [16 * moment + 5]
        FROM safar.orders_in_range(
            source = {source:String}, since = {since:String}, until = {until:String},
            time_zone = {time_zone:String})
        WHERE NOT is_test
    ),
    concat('windowFunnel(', toString(toUInt64(3600000 * toFloat64({within_hours:String}))), ')') AS window_funnel,
    -- How far steps lead: those of a visit, and 16 x when + 5 for an order. Most visits have one or none, and nothing
    -- is computed for those.
    steps -> if(length(steps) < 2, toUInt8(steps[1] % 16 = 1), arrayReduce(window_funnel,
        arrayMap(stamp -> toUInt64(intDiv(stamp, 16) + 4398046511104), steps),
        arrayMap(stamp -> stamp % 16 = 1, steps), arrayMap(stamp -> stamp % 16 = 2, steps),
        arrayMap(stamp -> stamp % 16 = 3, steps), arrayMap(stamp -> stamp % 16 = 5, steps))) AS walk,
    -- when it began and ended, in one number: numbers are gathered and compared in a tenth of the time of tuples
    (began, ended) -> bitShiftLeft(toUInt128(began + 4398046511104), 64) + toUInt64(ended + 4398046511104) AS span_of,
    -- An order matters to those visits alone that got as far as the checkout. They are looked at customer by customer,
    -- all others are counted by origin and step; both in one reading.
    sessions AS
    (
        SELECT
            grouping(customer_key) = 0 AS is_customer,
            origin,
            walked,
            count() AS visits,
            groupArrayIf((span, own_origin, own_steps), walked = 3) AS checkouts,
            groupArrayIf(span, is_visit) AS spans,
            groupArrayIf(began, NOT is_visit) AS orders
        FROM
        (
            SELECT
                customer_key,
                is_visit,
                began,
                own_steps,
                -- all but when it was
                substring(own_arrival, 17) AS own_origin,
                own_origin AS origin,
                -- 5 for an order
                if(is_visit, walk(own_steps), 5) AS walked,
                span_of(began, ended) AS span
            FROM told
        )
        GROUP BY GROUPING SETS ((customer_key), (origin, walked))
    ),
    walks AS
    (
        SELECT origin, furthest, sum(entered) AS entered
        FROM
        (
            SELECT
                if(is_customer, checkout.2, origin) AS origin,
                if(is_customer, walk(arrayConcat(checkout.3, arrayMap(moment -> 16 * moment + 5, own_orders))), walked)
                    AS furthest,
                if(is_customer, 1, visits) AS entered,
                toInt64(bitShiftRight(checkout.1, 64)) - 4398046511104 AS began,
                toInt64(bitAnd(checkout.1, bitShiftLeft(toUInt128(1), 64) - 1)) - 4398046511104 AS ended,
                arrayMin(arrayFilter(span -> span > checkout.1, spans)) AS next,
                -- of two that began and ended together, the orders belong to the last
                if(NOT is_customer OR tupleElement(sorted[place + 1], 1) = checkout.1, [],
                    arrayFilter(moment -> moment >= began AND moment <= ended + 1800000
                        AND (next = 0 OR moment + 4398046511104 < toInt64(bitShiftRight(next, 64))), orders)) AS own_orders
            FROM
            (
                SELECT *, if(is_customer, arraySort(checkouts), [(toUInt128(0), '', CAST([], 'Array(Int64)'))]) AS sorted
                FROM sessions
                WHERE unit = 'session' AND (is_customer OR walked NOT IN (3, 5))
            )
            ARRAY JOIN sorted AS checkout, arrayEnumerate(sorted) AS place
        )
        GROUP BY origin, furthest
        UNION ALL
        SELECT
            substring(minIf(own_arrival, is_visit), 17),
            walk(groupArrayArray(own_steps)),
            1
        FROM told
        WHERE unit = 'customer'
        GROUP BY customer_key
        HAVING countIf(is_visit) > 0
    )
SELECT
    -- device, campaign's source, medium and name, and behind its content referrer and page
    if(segment_by = '', '', splitByChar('\x1F', origin)[
        if(segment_by = 'device', 2,
        if(segment_by = 'source', 3,
        if(segment_by = 'medium', 4,
        if(segment_by = 'campaign', 5,
        if(segment_by = 'referrer', 7, 8)))))]) AS segment,
    step,
    ['product_viewed', 'product_added', 'checkout_started', 'order_completed'][step] AS step_name,
    sumIf(walks.entered, furthest >= step) AS entered,
    100 * entered / nullIf(sumIf(walks.entered, furthest >= 1), 0) AS share_of_first,
    100 * entered / nullIf(sumIf(walks.entered, furthest >= step - 1 AND furthest >= 1), 0) AS share_of_previous
FROM walks
ARRAY JOIN [1, 2, 3, 4] AS step
GROUP BY segment, step;
