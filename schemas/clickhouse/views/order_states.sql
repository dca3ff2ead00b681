-- What became of each order that was ever completed? Every rule of what an order is stands here, once; all
-- figures read it. Who bought is added by orders_in_range, which analysts read as orders.
--
-- Grain: one row an order, that is an order_id of a source, whatever number of events tell of it.
-- Source: event_rows of kind 'order', each message once; sources. For stamps and flags see the table.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar.order_states(source = 'shop') WHERE is_counted
--
-- An order is dated by its first completion. Its value and its currency are the latest known ones of its
-- completions and updates. A cancellation is final: a thank-you page that is loaded again does not revive
-- the order. Refunds count up to the order's value, in the order in which they happened; one without an
-- amount gives back all that is left. To be counted, an order is worth something, was not cancelled, and no
-- event of it is a test. What robots say of orders is not heard, nor what pages say where the source takes
-- orders from servers alone (see table sources); unbelieved_orders shows both.
CREATE OR REPLACE VIEW order_states AS
WITH
    bitShiftLeft(toUInt128(1), 80) - 1 AS below_the_time,
    groupBitOr(order_flags) AS flags,
    max(value_stamp) AS last_value,
    min(rows.person_stamp) AS first_person
SELECT
    if({source:String} = '', any(rows.source_id), {source:String}) AS source_id,
    order_key,
    any(rows.order_id) AS order_id,
    minIf(timestamp, order_step = 'completed') AS ordered_at,
    bitTest(flags, 1) AS is_cancelled,
    bitTest(flags, 2) AS is_test,
    last_value = 0 AS is_value_unknown,
    -- 0 when it is unknown
    if(is_value_unknown, toDecimal128(0, 6), toDecimal128(
        toInt128(bitAnd(last_value, below_the_time)) - toInt128('604462909807314587353088'), 6) / 1000000) AS value,
    flags = 1 AND value > 0 AS is_counted,
    flags = 1 AND value <= 0 AS is_without_value,
    toUInt32(bitAnd(max(currency_stamp), below_the_time)) AS currency_code,
    reinterpretAsString(currency_code) AS currency,
    -- the earliest first; (when, how much or NULL for all that is left)
    arraySort(groupArrayIf((timestamp, order_value), order_step = 'refunded')) AS refund_events,
    arrayMap(sum -> least(sum, greatest(value, 0)),
             arrayCumSum(arrayMap(refund -> ifNull(refund.2, greatest(value, 0)), refund_events))) AS refunded_so_far,
    CAST(arrayZip(refund_events.1, arrayPopFront(arrayDifference(arrayPushFront(refunded_so_far, 0)))),
         'Array(Tuple(refunded_at DateTime64(3, \'UTC\'), amount Decimal(38, 6)))') AS refunds,
    -- the first user that an event of the order names, else its first guest
    toUInt64(bitAnd(first_person, bitShiftLeft(toUInt128(1), 64) - 1)) AS person_key
FROM event_rows AS rows FINAL
WHERE kind = 'order' AND rows.order_id != '' AND ({source:String} = '' OR rows.source_id = {source:String})
    AND NOT is_bot
    AND (key_kind = 'server' OR rows.source_id NOT IN (SELECT source_id FROM sources FINAL WHERE orders_from = 'server'))
GROUP BY order_key
HAVING bitTest(flags, 0);
