-- What is the state of each order that was ever completed? This view has all rules of an order's value; all figures
-- read it. orders_in_range adds the customer; analysts read that as orders.
--
-- Grain: one row per order, which is an order_id of a source with any number of events.
-- Source: order_words; sources.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar_internal.order_states(source = 'shop') WHERE is_counted
--
-- An order's time is that of its first completion. Its value and currency are those of the latest completion or update
-- with a value; without a currency of its own it is in its source's; an order without a value has no currency. If the
-- latest value or currency is unreadable, an older one is not used: the order is not counted until a readable one
-- arrives. An amount in tomans (IRT) counts as ten times as many rials (IRR). A cancellation is effective until a later
-- completion. Events from a server take precedence over events from a page (order_words). An order counts if its value
-- is above zero (or zero, if its source counts such orders) and no event of it is a test.
--
-- A refund is identified by its refund_id, else by its message. Several events of one refund are one, with the time of
-- the first and the amount of the last. Refunds count up to the order's value, in the order in which they happened. One
-- without an amount refunds all that is left; one without a currency is in the order's. One in another currency, or an
-- unreadable one, is not subtracted: refunds_apart has it, with the reason. uncounted is why an order does not count.
--
-- source_code is a number for the source: with a million orders, carrying names would cost more.
CREATE OR REPLACE VIEW order_states AS
WITH
    bitShiftLeft(toUInt128(1), 68) - 1 AS whole_order,
    -- the codes IRT and IRR, as in stamps
    5871 AS toman,
    5869 AS rial,
    stamp -> bitAnd(bitShiftRight(stamp, 15), whole_order) AS amount_code,
    stamp -> toUInt16(bitAnd(stamp, 32767)) AS letters_of,
    -- a decimal with six places is stored as its millionths
    code -> reinterpret(toInt128(code) - toInt128('147573952589676412928'), 'Decimal(38, 6)') AS amount_of,
    letters -> if(letters = toman, rial, letters) AS unit_of,
    -- the code's characters as a number, as reinterpretAsString reads it
    letters -> if(letters < 2, 0, toUInt32(4276545 + intDiv(letters - 2, 676) + 256 * (intDiv(letters - 2, 26) % 26)
        + 65536 * ((letters - 2) % 26))) AS code_of,
    -- a refund's event, as stamps: its amount, its currency
    word -> bitAnd(bitShiftRight(word.2, 59), whole_order) AS refunded_code,
    word -> toUInt16(bitAnd(bitShiftRight(word.2, 44), 32767)) AS refunded_letters,
    (code, letters, unit) -> code != 0
        AND (code = whole_order OR letters = 0 OR letters != 1 AND unit_of(letters) = unit) AS is_subtracted,
    bitShiftLeft(toUInt64(1), 61) - 1 AS below_the_kind,
    stamp -> fromUnixTimestamp64Milli(toInt64(bitAnd(bitShiftRight(stamp, 1), below_the_kind)) - 4398046511104, 'UTC') AS time_of
SELECT
    source_id,
    toUInt64(bitShiftRight(order_key, 88)) AS source_code,
    order_key,
    order_id,
    time_of(first_completed) AS ordered_at,
    bitTest(last_life, 0) AS is_cancelled,
    bitTest(flags, 2) AS is_test,
    is_value_unknown,
    value,
    is_worth_counting AND NOT bitTest(flags, 2) AND NOT bitTest(last_life, 0) AS is_counted,
    NOT is_worth_counting AND NOT bitTest(flags, 2) AND NOT bitTest(last_life, 0) AS is_without_value,
    multiIf(
        is_counted, '',
        is_test, 'test',
        is_cancelled, 'cancelled',
        last_money < bitShiftLeft(toUInt128(1), 127), 'no_value',
        amount_code(last_money) = 0, 'unreadable_value',
        letters = 1, 'unreadable_currency',
        'no_value') AS uncounted,
    code_of(unit) AS currency_code,
    reinterpretAsString(currency_code) AS currency,
    -- few orders have refunds, and nothing is computed for the others
    if(empty(told_refunds), [], CAST(
        arrayZip(arrayMap(word -> time_of(word.1), subtracted),
            arrayPopFront(arrayDifference(arrayPushFront(refunded_so_far, toDecimal128(0, 6))))),
        'Array(Tuple(refunded_at DateTime64(3, \'UTC\'), amount Decimal(38, 6)))')) AS refunds,
    if(empty(told_refunds), [], CAST(
        arrayMap(word -> (time_of(word.1),
                if(refunded_code(word) = 0, toDecimal128(0, 6), amount_of(refunded_code(word))),
                reinterpretAsString(code_of(unit_of(refunded_letters(word)))),
                multiIf(refunded_code(word) = 0, 'unreadable_value',
                    refunded_letters(word) = 1, 'unreadable_currency', 'other_currency')),
            arrayFilter(word -> NOT is_subtracted(refunded_code(word), refunded_letters(word), unit), told_refunds)),
        'Array(Tuple(refunded_at DateTime64(3, \'UTC\'), amount Decimal(38, 6), currency String, reason String))'))
        AS refunds_apart,
    person_key
FROM
(
    SELECT
        *,
        last_money < bitShiftLeft(toUInt128(1), 127) OR letters = 1 OR amount_code(last_money) = 0 AS is_value_unknown,
        unit_of(letters) AS unit,
        -- 0 if it is unknown
        if(is_value_unknown, toDecimal128(0, 6), amount_of(amount_code(last_money))) AS value,
        value > 0 OR value = 0 AND NOT is_value_unknown
            AND source_id GLOBAL IN (SELECT source_id FROM sources FINAL WHERE zero_orders = 'counted')
            AS is_worth_counting,
        arrayFilter(word -> is_subtracted(refunded_code(word), refunded_letters(word), unit), told_refunds) AS subtracted,
        arrayMap(sum -> least(sum, greatest(value, 0)), arrayCumSum(arrayMap(
            word -> if(refunded_code(word) = whole_order, greatest(value, 0),
                amount_of(refunded_code(word)) * if(letters = toman AND refunded_letters(word) = 0, 10, 1)),
            subtracted))) AS refunded_so_far,
        toUInt64(bitAnd(first_person, bitShiftLeft(toUInt128(1), 64) - 1)) AS person_key
    FROM
    (
        SELECT *, if(last_money < bitShiftLeft(toUInt128(1), 127), 0, letters_of(last_money)) AS letters
        FROM safar.order_words(source = {source:String})
        WHERE bitTest(flags, 0)
    )
);
