-- Every event that was refused, with its reason and its text, so that it can be mended and sent again.
-- The same refused body is kept once, however often a client repeats it.
CREATE TABLE IF NOT EXISTS dead_letters
(
    source_id LowCardinality(String),
    code LowCardinality(String),
    body_hash UInt128 MATERIALIZED reinterpretAsUInt128(sipHash128(body)),
    received_at DateTime64(3, 'UTC'),
    message_id String,
    message String,
    body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (source_id, code, body_hash)
TTL toDateTime(received_at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
