-- Every event that was accepted, one row a message id.
--
-- The sort key is the deduplication key, so it holds only what a retry cannot change: the source, the
-- kind (a function of the call type and the event name) and the message id. Of two copies of one message
-- the one received first is kept, whatever `sentAt` the later one carries; but what a server's write key sent
-- stands before what a page's sent, since anybody can read the key of a page.
--
-- `kind` stands before the message id so that orders and identities lie together: a figure reads those
-- rows alone and grows with orders, not with events. A released kind never changes its meaning.
CREATE TABLE IF NOT EXISTS event_rows
(
    source_id LowCardinality(String),
    kind Enum8('order' = 1, 'identity' = 2, 'alias' = 3, 'commerce' = 4, 'page' = 5, 'other' = 6),
    message_id String,
    type Enum8('track' = 1, 'identify' = 2, 'page' = 3, 'screen' = 4, 'group' = 5, 'alias' = 6),
    -- the event's name as it was sent, and the name the Ecommerce Spec gives it ('' for any other)
    event LowCardinality(String),
    commerce_event LowCardinality(String),
    -- page and screen calls
    name String,
    category LowCardinality(String),
    -- when it happened, by the rule named beside it: the sender's clock, that clock put right, or ours
    timestamp DateTime64(3, 'UTC'),
    timestamp_rule Enum8('sender' = 1, 'corrected' = 2, 'received' = 3),
    original_timestamp String,
    sent_at Nullable(DateTime64(3, 'UTC')),
    received_at DateTime64(3, 'UTC'),
    user_id String,
    anonymous_id String,
    previous_id String,
    group_id String,
    -- what the figures read of an order
    order_step Enum8('' = 0, 'completed' = 1, 'updated' = 2, 'refunded' = 3, 'cancelled' = 4),
    order_id String,
    order_value Nullable(Decimal(38, 6)),
    -- the event's own currency ('' when it names none), and the one its source uses then
    currency LowCardinality(String),
    source_currency LowCardinality(String),
    is_test Bool,
    -- who sent it: the kind of write key it came with, and whether it says of itself that it is a robot
    key_kind Enum8('server' = 1, 'web' = 2) DEFAULT 'server',
    is_bot Bool DEFAULT false,
    -- the rest, as JSON text
    properties String CODEC(ZSTD(1)),
    traits String CODEC(ZSTD(1)),
    context String CODEC(ZSTD(1)),
    extra String CODEC(ZSTD(1)),
    -- From here on: what the figures read, as numbers, which group in half the time that texts take.
    -- An order, its source in front (from bit 88); and a person: a user by user id, or else a guest by anonymous id.
    order_key UInt128 MATERIALIZED if(order_id != '',
        bitShiftLeft(toUInt128(bitShiftRight(sipHash64(source_id), 24)), 88)
            + bitShiftRight(reinterpretAsUInt128(sipHash128(order_id)), 40), toUInt128(0)),
    person_key UInt64 MATERIALIZED multiIf(
        kind NOT IN ('order', 'identity', 'alias'), toUInt64(0),
        user_id != '', sipHash64('user', source_id, user_id),
        sipHash64('guest', source_id, anonymous_id)),
    -- the persons who, by this event, are its user: a guest who logs in, and whoever had an alias's previous id
    linked_keys Array(UInt64) MATERIALIZED multiIf(
        user_id = '', [],
        kind = 'identity' AND anonymous_id != '', [sipHash64('guest', source_id, anonymous_id)],
        kind = 'alias' AND previous_id != '',
            [sipHash64('user', source_id, previous_id), sipHash64('guest', source_id, previous_id)],
        []),
    -- what has been said of an order: 1 completed, 2 cancelled, 4 a test, 8 refunded; and who said it: 64 a page,
    -- 128 a robot
    order_flags UInt8 MATERIALIZED if(order_step = '', 0,
        (order_step = 'completed') + 2 * (order_step = 'cancelled') + 4 * is_test + 8 * (order_step = 'refunded')
            + 64 * (key_kind = 'web') + 128 * is_bot),
    -- A stamp is a number with a time in front (from bit 80, milliseconds since 1830) and with what was said
    -- then behind it, so that the latest word is the greatest stamp. At the same millisecond an update comes
    -- after a completion, and then the larger number counts. 0: nothing was said.
    -- Of an order's amounts: millionths, 2^79 standing for zero, so that a negative value fits; all bits of a
    -- refund that names no amount. Bit 127 tells a value from a refund.
    amount_stamp UInt128 MATERIALIZED if(
        order_step = 'refunded' OR order_step IN ('completed', 'updated') AND order_value IS NOT NULL,
        bitShiftLeft(toUInt128(order_step != 'refunded'), 127)
            + bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104) + (order_step = 'updated')), 80)
            + if(order_value IS NULL, bitShiftLeft(toUInt128(1), 80) - 1,
                toUInt128(toInt128(assumeNotNull(order_value) * 1000000) + toInt128('604462909807314587353088'))),
        toUInt128(0)),
    -- Of its currency: the code's letters as a number. One that an event names stands above any default.
    currency_stamp UInt128 MATERIALIZED if(order_step IN ('completed', 'updated'),
        bitShiftLeft(toUInt128(currency != ''), 127)
            + bitShiftLeft(toUInt128(2 * (toUnixTimestamp64Milli(timestamp) + 4398046511104) + (order_step = 'updated')), 80)
            + reinterpretAsUInt32(toString(if(currency = '', source_currency, currency))),
        toUInt128(0)),
    -- Of its person: the key. Here the least stamp counts, the first word; any user stands before any guest.
    person_stamp UInt128 MATERIALIZED if(kind IN ('order', 'identity', 'alias'),
        bitShiftLeft(toUInt128(user_id = ''), 127)
            + bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp) + 4398046511104), 81) + person_key,
        toUInt128(0)),
    -- Of several copies the one with the highest version survives: a server's, and then the one received first.
    -- Of copies received in the same millisecond a hash of what they say decides, so that their order does not.
    version UInt64 MATERIALIZED
        bitShiftLeft(toUInt64(key_kind = 'server'), 63)
            + bitShiftLeft(toUInt64(8796093022207 - toUnixTimestamp64Milli(received_at)), 20)
            + bitAnd(sipHash64(timestamp, user_id, anonymous_id, previous_id, properties, traits, is_test, is_bot),
                1048575)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (source_id, kind, message_id)
-- A part below 128 MiB is one file, not one a column: with some fifty columns, opening and syncing a file for each
-- costs an insert, and the first merges after it, as much again as the rows do.
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 134217728;
