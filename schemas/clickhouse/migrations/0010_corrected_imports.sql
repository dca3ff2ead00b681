-- A corrected file corrects: of several copies of a message that an import sent with a server's key, the one received
-- last is kept. Of all other messages the one received first is, as before: a retry must not change what is stored.
--
-- The time stands in bits 20 to 62. The first reading of a message counts down from 2^43 milliseconds, and stays below
-- 7.2 million million from 2020 on; a copy of an import counts up from there, until 2071.
ALTER TABLE event_rows MODIFY COLUMN version UInt64 MATERIALIZED
    bitShiftLeft(toUInt64(key_kind = 'server'), 63)
        + bitShiftLeft(if(key_kind = 'server' AND startsWith(message_id, 'import:'),
            least(toUInt64(5600000000000 + toUnixTimestamp64Milli(received_at)), toUInt64(8796093022207)),
            toUInt64(8796093022207 - toUnixTimestamp64Milli(received_at))), 20)
        + bitAnd(sipHash64(timestamp, user_id, anonymous_id, previous_id, properties, traits, is_test, is_bot), 1048575);
