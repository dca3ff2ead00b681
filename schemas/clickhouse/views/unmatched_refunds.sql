-- Which refunds are not subtracted from an order, and why?
--
-- Grain: one row per refund.
-- Source: order_words, orders_in_range, customer_links, persons, asked_currency.
-- Parameters: source, since, until, time_zone, see orders_in_range. The range is of the refunds.
-- Example: SELECT reason, currency, count(), sum(amount) FROM safar.unmatched_refunds(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London') GROUP BY reason, currency
--
-- reason is 'no_order' if the order has no completion that figures accept: the refund is subtracted when the order
-- arrives. It is 'other_currency' if the order is in another currency, and 'unreadable_value' or 'unreadable_currency' if
-- the refund's amount or currency is unreadable. amount is NULL if it is not known. A refund without a currency is in the
-- source's; one with an unreadable currency is in ''. Group by customer_id for customers, and by a period of refunded_at
-- for periods.
CREATE OR REPLACE VIEW unmatched_refunds AS
WITH
    (SELECT currency FROM safar.asked_currency(source = {source:String}, currency = '')) AS own_currency,
    bitShiftLeft(toUInt128(1), 68) - 1 AS whole_order
SELECT
    refund.order_id AS order_id,
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    refunded_at,
    amount,
    if(refund.currency = '' AND reason != 'unreadable_currency', own_currency, refund.currency) AS currency,
    reason
FROM
(
    SELECT
        order_id,
        if(links.customer_key = 0, lone.person_key, links.customer_key) AS customer_key,
        refunded_at,
        amount,
        lone.currency AS currency,
        reason
    FROM
    (
        SELECT
            order_id,
            toUInt64(bitAnd(first_person, bitShiftLeft(toUInt128(1), 64) - 1)) AS person_key,
            -- bit 62: sent by a page
            fromUnixTimestamp64Milli(toInt64(bitShiftRight(bitAnd(refund.1, bitShiftLeft(toUInt64(1), 62) - 1), 1))
                - 4398046511104, 'UTC') AS refunded_at,
            bitAnd(bitShiftRight(refund.2, 59), whole_order) AS amount_code,
            toUInt16(bitAnd(bitShiftRight(refund.2, 44), 32767)) AS letters,
            if(amount_code IN (0, whole_order), NULL, toDecimal128(
                toInt128(amount_code) - toInt128('147573952589676412928'), 6) / 1000000) AS amount,
            multiIf(letters < 2, '', letters = 5871, 'IRR', char(65 + intDiv(letters - 2, 676),
                65 + intDiv(letters - 2, 26) % 26, 65 + (letters - 2) % 26)) AS currency,
            multiIf(amount_code = 0, 'unreadable_value', letters = 1, 'unreadable_currency', 'no_order') AS reason
        FROM safar.order_words(source = {source:String})
        ARRAY JOIN told_refunds AS refund
        WHERE NOT bitTest(flags, 0)
    ) AS lone
    LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = lone.person_key
    UNION ALL
    SELECT order_id, customer_key, apart.refunded_at, if(apart.reason = 'unreadable_value', NULL, apart.amount),
        apart.currency, apart.reason
    FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC')
    ARRAY JOIN refunds_apart AS apart
    WHERE is_counted
) AS refund
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = refund.customer_key
WHERE ({since:String} = '' OR toYYYYMMDDhhmmss(refunded_at, {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
    AND ({until:String} = '' OR toYYYYMMDDhhmmss(refunded_at, {time_zone:String})
        < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')));
