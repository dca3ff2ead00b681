-- How many get from seeing a product to an order, and where are they lost?
--
-- Grain: one row a segment and step, also when nobody reached it.
-- Source: visits, origins; orders_in_range, all orders but tests.
-- Parameters: source, since, until, time_zone, see orders_in_range; unit, 'session' or 'customer'; segment_by, ''
-- for all together, 'device', 'source', 'medium' or 'campaign' (of the campaign), 'referrer' or 'landing_page';
-- within_hours, the time limit from the first step to the last, such as '24'.
-- Example: SELECT * FROM safar.funnel(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', unit = 'session', segment_by = 'device', within_hours = '24') ORDER BY segment, step
--
-- The steps: 1 a product viewed, 2 one added to the cart, 3 a checkout started, 4 an order. A step counts when all
-- steps before it were taken before, or at the same moment, and no longer than the time limit after the first.
-- entered is the number of sessions or customers that took the step; shares are in percent. The segment is that of
-- the session, of a customer's first one in the range (by arrival, see visits). An order, also one that a server tells,
-- belongs to the latest session of its customer that began before it, if that had an event in the 30 minutes before the
-- order; of several that began together to that which ended last, and then to that which got furthest.
CREATE OR REPLACE VIEW funnel AS
WITH
    CAST({unit:String}, 'Enum8(\'session\' = 1, \'customer\' = 2)') AS unit,
    CAST({segment_by:String}, 'Enum8(\'\' = 0, \'device\' = 1, \'source\' = 2, \'medium\' = 3, \'campaign\' = 4,
        \'referrer\' = 5, \'landing_page\' = 6)') AS segment_by,
    concat('windowFunnel(', toString(toUInt64(3600000 * toFloat64({within_hours:String}))), ')') AS window_funnel,
    -- How far steps lead: those of visits, and 16 x when + 5 for an order. did is which there are of visits: most have
    -- no more than the first, and nothing is computed for those.
    (steps, did) -> multiIf(NOT bitTest(did, 0), 0, NOT bitTest(did, 1), 1, arrayReduce(window_funnel,
        arrayMap(stamp -> toUInt64(intDiv(stamp, 16) + 4398046511104), steps),
        arrayMap(stamp -> stamp % 16 = 1, steps), arrayMap(stamp -> stamp % 16 = 2, steps),
        arrayMap(stamp -> stamp % 16 = 3, steps), arrayMap(stamp -> stamp % 16 = 5, steps))) AS walk,
    arrival -> if(segment_by = '', 0, toUInt64(bitAnd(arrival, bitShiftLeft(toUInt128(1), 64) - 1))) AS origin_of,
    -- when it began and ended, in one number: numbers are gathered and compared in a tenth of the time of tuples
    (began, ended) -> bitShiftLeft(toUInt128(began + 4398046511104), 64) + toUInt64(ended + 4398046511104) AS span_of,
    span -> toInt64(bitShiftRight(span, 64)) - 4398046511104 AS began_of,
    span -> toInt64(bitAnd(span, bitShiftLeft(toUInt128(1), 64) - 1)) - 4398046511104 AS ended_of,
    -- where from, and how far, in one number: the key without its last three bits, and 0 to 4
    (origin_key, furthest) -> 8 * intDiv(origin_key, 8) + furthest AS end_of
SELECT
    multiIf(
        segment_by = 'device', origins.device,
        segment_by = 'source', origins.campaign_source,
        segment_by = 'medium', origins.campaign_medium,
        segment_by = 'campaign', origins.campaign_name,
        segment_by = 'referrer', origins.referrer_domain,
        segment_by = 'landing_page', origins.landing_page,
        '') AS segment,
    step,
    ['product_viewed', 'product_added', 'checkout_started', 'order_completed'][step] AS step_name,
    sumIf(walks.entered, furthest >= step) AS entered,
    100 * entered / nullIf(sumIf(walks.entered, furthest >= 1), 0) AS share_of_first,
    100 * entered / nullIf(sumIf(walks.entered, furthest >= step - 1 AND furthest >= 1), 0) AS share_of_previous
FROM
(
    SELECT intDiv(end, 8) AS origin_key, end % 8 AS furthest, count() AS entered
    FROM
    (
        SELECT arrayJoin(if(empty(unwalked), ends, arrayConcat(ends, arrayMap(
            one -> end_of(one.1, if(one.2, 3, walk(one.3, one.4))), unwalked)))) AS end
        FROM
        (
            SELECT
                -- An order matters to those visits alone that got as far as the checkout.
                arraySort(groupArrayIf((span, origin_key, own_steps), walked = 3)) AS checkouts,
                groupArrayIf(span, is_visit AND unit = 'session') AS spans,
                groupArrayIf(began, NOT is_visit AND unit = 'session') AS orders,
                groupArrayIf(end_of(origin_key, walked), is_visit AND walked < 3 AND unit = 'session') AS ends,
                if(unit = 'customer',
                    if(countIf(is_visit) = 0, [], [(origin_of(minIf(arrival, is_visit)), false,
                        groupArrayArrayIf(own_steps, unit = 'customer'), groupBitOr(own_did))]),
                    arrayMap((checkout, place) -> (
                        checkout.2,
                        -- of two that began and ended together, the orders belong to the last
                        tupleElement(checkouts[place + 1], 1) = checkout.1,
                        arrayConcat(checkout.3, arrayMap(moment -> 16 * moment + 5, arrayFilter(
                            moment -> moment >= began_of(checkout.1) AND moment <= ended_of(checkout.1) + 1800000
                                AND NOT arrayExists(span -> span > checkout.1 AND moment >= began_of(span), spans),
                            orders))),
                        toUInt8(7)), checkouts, arrayEnumerate(checkouts))) AS unwalked
            FROM
            (
                SELECT
                    customer_key,
                    is_visit,
                    began,
                    arrival,
                    own_steps,
                    own_did,
                    origin_of(arrival) AS origin_key,
                    if(unit = 'session', walk(own_steps, own_did), 0) AS walked,
                    span_of(began, ended) AS span
                FROM
                (
                    SELECT
                        customer_key,
                        true AS is_visit,
                        toUnixTimestamp64Milli(started_at) AS began,
                        toUnixTimestamp64Milli(ended_at) AS ended,
                        visits.arrival AS arrival,
                        visits.steps AS own_steps,
                        visits.did AS own_did
                    FROM safar.visits(
                        source = {source:String}, since = {since:String}, until = {until:String},
                        time_zone = {time_zone:String}) AS visits
                    UNION ALL
                    SELECT customer_key, false, toUnixTimestamp64Milli(ordered_at) AS moment, moment, 0,
                        [16 * moment + 5], 0
                    FROM safar.orders_in_range(
                        source = {source:String}, since = {since:String}, until = {until:String},
                        time_zone = {time_zone:String})
                    WHERE NOT is_test
                )
            )
            GROUP BY customer_key
        )
    )
    GROUP BY end
) AS walks
LEFT ANY JOIN safar.origins(source = {source:String}) AS origins ON intDiv(origins.origin_key, 8) = walks.origin_key
ARRAY JOIN [1, 2, 3, 4] AS step
GROUP BY segment, step;
