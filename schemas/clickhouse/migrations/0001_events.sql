-- Every event that was accepted, one row a message id.
--
-- The sort key is the deduplication key, so it holds only what a retry cannot change: the source, the
-- kind (a function of the call type and the event name) and the message id. Of two copies of one message
-- the one received first is kept, whatever `sentAt` the later one carries.
--
-- `kind` stands before the message id so that orders and identities lie together: a figure reads those
-- rows alone and grows with orders, not with events. A released kind never changes its meaning.
CREATE TABLE IF NOT EXISTS event_rows
(
    source_id LowCardinality(String),
    kind Enum8('order' = 1, 'identity' = 2, 'commerce' = 3, 'page' = 4, 'other' = 5),
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
    -- the rest, as JSON text
    properties String CODEC(ZSTD(1)),
    traits String CODEC(ZSTD(1)),
    context String CODEC(ZSTD(1)),
    extra String CODEC(ZSTD(1)),
    -- orders one person's or one order's events in time; at the same millisecond the later step wins
    -- (completed, updated, refunded, cancelled), then a hash of the message id decides
    event_rank UInt128 MATERIALIZED if(kind IN ('order', 'identity'),
        bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp) + 4398046511104), 72),
              bitOr(bitShiftLeft(toUInt128(toUInt8(order_step)), 64), toUInt128(sipHash64(message_id)))),
        toUInt128(0)),
    -- the copy with the highest version survives: the one received first
    version UInt64 MATERIALIZED toUInt64(9007199254740991 - toUnixTimestamp64Milli(received_at))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (source_id, kind, message_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
