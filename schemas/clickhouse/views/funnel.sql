-- How many sessions or customers get from a product view to an order, and where do they drop off?
--
-- Grain: one row per segment and step, even if nobody reached it.
-- Source: visits, origins; orders_in_range, all orders but tests.
-- Parameters: source, since, until, time_zone, see orders_in_range; unit, 'session' or 'customer'; segment_by, ''
-- for all together, 'device', 'source', 'medium' or 'campaign' (of the campaign), 'referrer' or 'landing_page';
-- within_hours, the time limit from the first step to the last, such as '24'; steps, two or more of the four in
-- order, separated by commas, such as 'product_added,order_completed', '' for all.
-- Example: SELECT * FROM safar.funnel(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', unit = 'session', segment_by = 'device', within_hours = '24', steps = '')
--     ORDER BY segment, step
--
-- The steps: product_viewed, product_added (to the cart), checkout_started, order_completed. A step counts if all
-- previous steps were taken before it or at the same moment, and it is within the time limit after the first.
-- A step other than the order that nobody took in the range is left out, because the shop does not send it or has no
-- such step: is_left_out is true and its figures are NULL. Otherwise all later steps would be zero.
-- entered is the number of sessions or customers that took the step. Shares are in percent; share_of_previous is of the
-- previous step that is not left out. The segment is the session's, or that of a customer's first session in the range
-- (by arrival, see visits). An order, also one sent by a server, belongs to the customer's latest session that began
-- before it, if that session has an event in the 30 minutes before the order. If several began at the same time, it is
-- the one that ended last, and then the one that got furthest.
CREATE OR REPLACE VIEW funnel AS
WITH
    CAST({unit:String}, 'Enum8(\'session\' = 1, \'customer\' = 2)') AS unit,
    CAST({segment_by:String}, 'Enum8(\'\' = 0, \'device\' = 1, \'source\' = 2, \'medium\' = 3, \'campaign\' = 4,
        \'referrer\' = 5, \'landing_page\' = 6)') AS segment_by,
    concat('windowFunnel(', toString(toUInt64(3600000 * toFloat64OrZero({within_hours:String}))), ')') AS window_funnel,
    ['product_viewed', 'product_added', 'checkout_started', 'order_completed'] AS step_names,
    if({steps:String} = '', step_names, splitByChar(',', {steps:String})) AS chosen,
    -- which steps anybody took in the range, as bits like did in visits
    (
        SELECT groupBitOr(did)
        FROM visit_parts
        WHERE source_id = {source:String}
            AND ({since:String} = '' OR toYYYYMMDDhhmmss(fromUnixTimestamp64Milli(started, 'UTC'), {time_zone:String})
                >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
            AND ({until:String} = '' OR toYYYYMMDDhhmmss(fromUnixTimestamp64Milli(started, 'UTC'), {time_zone:String})
                < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')))
    ) AS taken,
    arrayFilter(name -> name = 'order_completed' OR bitTest(taken, indexOf(step_names, name) - 1), chosen) AS walked_names,
    -- the code of each in the steps of visits; 5 for an order
    arrayMap(name -> if(name = 'order_completed', 5, indexOf(step_names, name)), walked_names) AS codes,
    -- how far a visit must get before an order matters to it
    toUInt8(if(has(codes, 5), length(codes) - 1, 9)) AS before_order,
    -- How far steps lead: those of visits, and 16 x time + 5 for an order. did has the steps of visits: most visits have
    -- only the first, and nothing is computed for those.
    (steps, did) -> multiIf(
        codes[1] < 5 AND NOT bitTest(did, greatest(codes[1], 1) - 1), 0,
        codes[2] > 0 AND codes[2] < 5 AND NOT bitTest(did, greatest(codes[2], 1) - 1), 1,
        arrayReduce(window_funnel,
            arrayMap(stamp -> toUInt64(intDiv(stamp, 16) + 4398046511104), steps),
            arrayMap(stamp -> stamp % 16 = codes[1], steps), arrayMap(stamp -> stamp % 16 = codes[2], steps),
            arrayMap(stamp -> stamp % 16 = codes[3], steps), arrayMap(stamp -> stamp % 16 = codes[4], steps))) AS walk,
    arrival -> if(segment_by = '', 0, toUInt64(bitAnd(arrival, bitShiftLeft(toUInt128(1), 64) - 1))) AS origin_of,
    -- start and end in one number: ClickHouse collects and compares numbers in a tenth of the time of tuples
    (began, ended) -> bitShiftLeft(toUInt128(began + 4398046511104), 64) + toUInt64(ended + 4398046511104) AS span_of,
    span -> toInt64(bitShiftRight(span, 64)) - 4398046511104 AS began_of,
    span -> toInt64(bitAnd(span, bitShiftLeft(toUInt128(1), 64) - 1)) - 4398046511104 AS ended_of,
    -- origin and progress in one number: the key without its last three bits, and 0 to 4
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
    chosen[step] AS step_name,
    place = 0 AS is_left_out,
    if(is_left_out, NULL, sumIf(walks.entered, furthest >= place)) AS entered,
    100 * entered / nullIf(sumIf(walks.entered, furthest >= 1), 0) AS share_of_first,
    100 * entered / nullIf(sumIf(walks.entered, furthest >= greatest(place, 2) - 1), 0) AS share_of_previous
FROM
(
    SELECT intDiv(end, 8) AS origin_key, end % 8 AS furthest, count() AS entered
    FROM
    (
        SELECT arrayJoin(if(empty(unwalked), ends, arrayConcat(ends, arrayMap(
            one -> end_of(one.1, if(one.2, before_order, walk(one.3, one.4))), unwalked)))) AS end
        FROM
        (
            SELECT
                -- An order matters only to visits that reached the step before it.
                arraySort(groupArrayIf((span, origin_key, own_steps), walked = before_order)) AS checkouts,
                groupArrayIf(span, is_visit AND unit = 'session') AS spans,
                groupArrayIf(began, NOT is_visit AND unit = 'session') AS orders,
                groupArrayIf(end_of(origin_key, walked), is_visit AND walked != before_order AND unit = 'session') AS ends,
                if(unit = 'customer',
                    if(countIf(is_visit) = 0, [], [(origin_of(minIf(arrival, is_visit)), false,
                        groupArrayArrayIf(own_steps, unit = 'customer'), groupBitOr(own_did))]),
                    arrayMap((checkout, place) -> (
                        checkout.2,
                        -- of two that began and ended at the same time, the orders belong to the last
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
ARRAY JOIN
    arrayEnumerate(chosen) AS step,
    -- position among steps that are not left out; 0 for one that is
    arrayMap(name -> indexOf(walked_names, name), chosen) AS place
GROUP BY segment, step, place;
