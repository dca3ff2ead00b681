-- What was told of money and can't be read, what a refund is told apart by, and words of orders in which an amount and
-- its currency are one.
ALTER TABLE event_rows
    -- why an amount that was told is not counted; the collector finds it (ingest/src/enrich/order-facts.ts)
    ADD COLUMN IF NOT EXISTS order_problem Enum8('' = 0, 'unreadable_value' = 1, 'unreadable_currency' = 2),
    -- the sender's id of a refund; '' when it names none
    ADD COLUMN IF NOT EXISTS refund_id String,
    -- When an order was completed, cancelled or refunded, as a number: twice the milliseconds since 1830. Bit 63 tells
    -- the first two from a refund, and a cancellation is one more, so that the greatest says whether the order was
    -- cancelled. 0 for any other event.
    ADD COLUMN IF NOT EXISTS life_stamp UInt64 MATERIALIZED if(order_step IN ('completed', 'cancelled', 'refunded'),
        bitShiftLeft(toUInt64(order_step != 'refunded'), 63)
            + 2 * toUInt64(toUnixTimestamp64Milli(timestamp) + 4398046511104) + (order_step = 'cancelled'),
        toUInt64(0)),
    -- What was told of an order's money, as a number: the latest word is the greatest, and amount and currency stay
    -- together. Bit 127 is set; from bit 83 on stands when (twice the milliseconds since 1830, and one more for an
    -- update, which at the same millisecond comes after a completion); from bit 15 on the amount in millionths, 2^67
    -- standing for zero, so that a negative one fits; below it the currency, 2 for AAA, 3 for AAB. An amount of 0 and a
    -- currency of 1 can't be read. An amount in tomans (IRT) is ten times as many rials. 0: no value was told.
    -- Of a refund bit 127 is not set; from bit 59 on stands the amount (all bits: none was told, it is the whole
    -- order's), from bit 44 on the currency (0: none was told, it is the order's), and below it what the refund is told
    -- apart by: its id, else its message.
    ADD COLUMN IF NOT EXISTS money_stamp UInt128 MATERIALIZED multiIf(order_step = 'refunded',
        bitShiftLeft(multiIf(
                order_problem = 'unreadable_value'
                    OR abs(order_value) * if(currency = 'IRT', 10, 1) >= 147573952589676, toUInt128(0),
                order_value IS NULL, bitShiftLeft(toUInt128(1), 68) - 1,
                toUInt128(toInt128(assumeNotNull(order_value) * 1000000) * if(currency = 'IRT', 10, 1)
                    + toInt128('147573952589676412928'))), 59)
            + bitShiftLeft(toUInt128(multiIf(order_problem = 'unreadable_currency', 1, currency = '', 0,
                2 + 676 * (ascii(currency) - 65) + 26 * (ascii(substring(currency, 2)) - 65)
                    + ascii(substring(currency, 3)) - 65)), 44)
            + bitShiftRight(if(refund_id != '', sipHash64('id', refund_id), sipHash64('message', message_id)), 20),
        order_step IN ('completed', 'updated') AND (order_value IS NOT NULL OR order_problem = 'unreadable_value'),
        bitShiftLeft(toUInt128(1), 127)
            + bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104)
                + (order_step = 'updated')), 83)
            + bitShiftLeft(if(
                order_problem = 'unreadable_value'
                    OR abs(assumeNotNull(order_value)) * if(currency = 'IRT' OR currency = '' AND source_currency = 'IRT', 10, 1)
                        >= 147573952589676,
                toUInt128(0),
                toUInt128(toInt128(assumeNotNull(order_value) * 1000000)
                    * if(currency = 'IRT' OR currency = '' AND source_currency = 'IRT', 10, 1)
                    + toInt128('147573952589676412928'))), 15)
            + toUInt128(if(order_problem = 'unreadable_currency', 1,
                2 + 676 * (ascii(if(currency = '', source_currency, currency)) - 65)
                    + 26 * (ascii(substring(if(currency = '', source_currency, currency), 2)) - 65)
                    + ascii(substring(if(currency = '', source_currency, currency), 3)) - 65)),
        toUInt128(0)),
    DROP COLUMN IF EXISTS amount_stamp,
    DROP COLUMN IF EXISTS currency_stamp;

-- Of rows that were there before, the stamps are computed once, in the background, and not whenever they are read.
ALTER TABLE event_rows MATERIALIZE COLUMN life_stamp, MATERIALIZE COLUMN money_stamp;

ALTER TABLE sources
    -- how the shop writes decimals: what "1.234" means as text
    ADD COLUMN IF NOT EXISTS decimal_style Enum8('either' = 1, 'point' = 2, 'comma' = 3) DEFAULT 'either',
    -- whether orders of value zero are purchases
    ADD COLUMN IF NOT EXISTS zero_orders Enum8('ignored' = 1, 'counted' = 2) DEFAULT 'ignored';
