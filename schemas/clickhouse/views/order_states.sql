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
--
-- source_code is a number of the source: a million names would have to be carried along where it will do.
CREATE OR REPLACE VIEW order_states AS
WITH
    bitShiftLeft(toUInt128(1), 80) - 1 AS below_the_time,
    stamp -> toDecimal128(toInt128(bitAnd(stamp, below_the_time)) - toInt128('604462909807314587353088'), 6) / 1000000
        AS amount_of,
    stamp -> fromUnixTimestamp64Milli(toInt64(bitShiftRight(stamp, 81)) - 4398046511104, 'UTC') AS time_of
SELECT
    source_id,
    toUInt64(bitShiftRight(order_key, 88)) AS source_code,
    order_key,
    order_id,
    ordered_at,
    bitTest(flags, 1) AS is_cancelled,
    bitTest(flags, 2) AS is_test,
    is_value_unknown,
    value,
    bitAnd(flags, 7) = 1 AND value > 0 AS is_counted,
    bitAnd(flags, 7) = 1 AND value <= 0 AS is_without_value,
    currency_code,
    reinterpretAsString(currency_code) AS currency,
    -- few orders have any, and nothing is computed for the others
    if(empty(refund_stamps), [], CAST(
        arrayZip(arrayMap(time_of, refund_stamps), arrayPopFront(arrayDifference(arrayPushFront(refunded_so_far, 0)))),
        'Array(Tuple(refunded_at DateTime64(3, \'UTC\'), amount Decimal(38, 6)))')) AS refunds,
    person_key
FROM
(
    SELECT
        *,
        last_amount < bitShiftLeft(toUInt128(1), 127) AS is_value_unknown,
        -- 0 when it is unknown
        if(is_value_unknown, toDecimal128(0, 6), amount_of(last_amount)) AS value,
        if(empty(refund_stamps), [], arrayMap(sum -> least(sum, greatest(value, 0)), arrayCumSum(arrayMap(
            stamp -> if(bitAnd(stamp, below_the_time) = below_the_time, greatest(value, 0), amount_of(stamp)),
            refund_stamps)))) AS refunded_so_far,
        toUInt32(bitAnd(last_currency, below_the_time)) AS currency_code,
        toUInt64(bitAnd(first_person, bitShiftLeft(toUInt128(1), 64) - 1)) AS person_key
    FROM
    (
        SELECT
            if({source:String} = '', any(rows.source_id), {source:String}) AS source_id,
            order_key,
            any(rows.order_id) AS order_id,
            minIf(timestamp, bitTest(order_flags, 0)) AS ordered_at,
            groupBitOr(order_flags) AS flags,
            max(amount_stamp) AS last_amount,
            max(currency_stamp) AS last_currency,
            -- the first user that an event of the order names, else its first guest
            min(rows.person_stamp) AS first_person,
            -- the earliest first
            arraySort(groupArrayIf(amount_stamp, bitTest(order_flags, 3))) AS refund_stamps
        FROM event_rows AS rows FINAL
        WHERE kind = 'order' AND ({source:String} = '' OR rows.source_id = {source:String})
            AND order_flags < 128
            AND (order_flags < 64
                OR rows.source_id GLOBAL NOT IN (SELECT source_id FROM sources FINAL WHERE orders_from = 'server'))
        GROUP BY order_key
        HAVING bitTest(flags, 0) AND order_key != 0
    )
);
