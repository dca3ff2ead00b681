-- What pages may tell of orders, and refunds by a hash that nobody outside can compute.

ALTER TABLE sources
    -- what is taken of what pages tell of orders, where the source takes orders from pages at all
    ADD COLUMN IF NOT EXISTS pages_tell Array(LowCardinality(String))
        DEFAULT ['completed', 'updated', 'refunded', 'cancelled', 'test'];

-- As 0012 has it, but for the hash of what a refund is told apart by. Without a key, two ids of one hash are found in a
-- minute (44 bits): a refund that somebody makes up would replace the amount of a true one.
ALTER TABLE event_rows
    MODIFY COLUMN money_stamp UInt128 MATERIALIZED multiIf(order_step = 'refunded',
        bitShiftLeft(multiIf(
                order_problem = 'unreadable_value'
                    OR abs(order_value) * if(currency = 'IRT', 10, 1) >= 147573952589676, toUInt128(0),
                order_value IS NULL, bitShiftLeft(toUInt128(1), 68) - 1,
                toUInt128(toInt128(assumeNotNull(order_value) * 1000000) * if(currency = 'IRT', 10, 1)
                    + toInt128('147573952589676412928'))), 59)
            + bitShiftLeft(toUInt128(multiIf(order_problem = 'unreadable_currency', 1, currency = '', 0,
                2 + 676 * (ascii(currency) - 65) + 26 * (ascii(substring(currency, 2)) - 65)
                    + ascii(substring(currency, 3)) - 65)), 44)
            + bitShiftRight(if(refund_id != '', identityHash('id', refund_id), identityHash('message', message_id)), 20),
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
        toUInt128(0));
-- Rows that are there already get the new numbers before anybody reads them: a refund that is told again would count twice.
ALTER TABLE event_rows MATERIALIZE COLUMN money_stamp SETTINGS mutations_sync = 2;
