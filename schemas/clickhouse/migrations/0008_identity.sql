-- Persons and orders by a hash that nobody outside can compute, and users who are the same person.
--
-- identityHash(…) and identityHash128(…) stand for sipHash64 and sipHash128 with the key of this installation, which `safar migrate` makes once and keeps
-- in the table private_keys. Without a key, two ids with the same hash are found in a minute: what one of them did would
-- then be told of the other.

-- Users whom aliases joined: ids that were linked directly or through others, in whatever order that was told, are one
-- person. The collector and the loader keep it (ingest/src/identity): to follow links of any number can't be
-- asked in one question. A user whom nothing joins stands here not, or as their own customer.
CREATE TABLE IF NOT EXISTS joined_users
(
    source_id LowCardinality(String),
    user_id String,
    -- the user id that the person is called by
    customer_id String,
    -- whether an alias names it as the previous id
    is_former Bool,
    -- when an alias last led to it; NULL when none did
    named_at Nullable(DateTime64(3, 'UTC')),
    -- when an alias first told of it
    linked_at DateTime64(3, 'UTC'),
    -- whether all that joins it came with a page's key; those count only where the source allows it
    is_web Bool,
    version UInt64,
    -- it is kept for as long as events are
    written_at DateTime('UTC') DEFAULT now('UTC'),
    user_key UInt64 MATERIALIZED identityHash('user', source_id, user_id),
    customer_key UInt64 MATERIALIZED identityHash('user', source_id, customer_id)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (source_id, user_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The salts of erasures stand beside that key, where analysts do not read; 0009 takes the column away.
INSERT INTO private_keys SELECT 'erasures', salt, min(erased_at) FROM erasures WHERE salt != '' GROUP BY salt;

ALTER TABLE sources
    -- whose aliases join users: those of servers' keys alone, or of every key
    ADD COLUMN IF NOT EXISTS user_links_from Enum8('any' = 1, 'server' = 2) DEFAULT 'server';

-- What a server's key said stands before what a page's said, and then the earlier before the later: here the least
-- stamp counts. From bit 127 down: said by a page, a guest, the time (45 bits from bit 81, milliseconds since 1830), the key.
ALTER TABLE event_rows
    MODIFY COLUMN order_key UInt128 MATERIALIZED if(order_id != '',
        bitShiftLeft(toUInt128(bitShiftRight(sipHash64(source_id), 24)), 88)
            + bitShiftRight(reinterpretAsUInt128(identityHash128(order_id)), 40), toUInt128(0)),
    MODIFY COLUMN person_key UInt64 MATERIALIZED multiIf(
        kind NOT IN ('order', 'identity', 'alias'), toUInt64(0),
        user_id != '', identityHash('user', source_id, user_id),
        identityHash('guest', source_id, anonymous_id)),
    -- the guest is the last: an alias's previous id may be a user's or a guest's
    MODIFY COLUMN linked_keys Array(UInt64) MATERIALIZED multiIf(
        user_id = '', [],
        kind = 'identity' AND anonymous_id != '', [identityHash('guest', source_id, anonymous_id)],
        kind = 'alias' AND previous_id != '',
            [identityHash('user', source_id, previous_id), identityHash('guest', source_id, previous_id)],
        []),
    MODIFY COLUMN person_stamp UInt128 MATERIALIZED if(kind IN ('order', 'identity', 'alias'),
        bitShiftLeft(toUInt128(key_kind = 'web'), 127) + bitShiftLeft(toUInt128(user_id = ''), 126)
            + bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp) + 4398046511104), 81)
            + multiIf(
                user_id != '', identityHash('user', source_id, user_id),
                identityHash('guest', source_id, anonymous_id)),
        toUInt128(0));
-- Rows that are there already get the new numbers before anybody reads them.
ALTER TABLE event_rows
    MATERIALIZE COLUMN order_key, MATERIALIZE COLUMN person_key, MATERIALIZE COLUMN linked_keys, MATERIALIZE COLUMN person_stamp
    SETTINGS mutations_sync = 2;
