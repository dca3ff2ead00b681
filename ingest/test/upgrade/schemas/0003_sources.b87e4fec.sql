-- The sources as the collector is configured with them, for views that are asked without a time zone,
-- and for the rules that a source chooses.
-- The latest writing of a source holds.
CREATE TABLE IF NOT EXISTS sources
(
    source_id LowCardinality(String),
    time_zone LowCardinality(String),
    currency LowCardinality(String),
    -- whose word on orders is taken: that of every write key, or of servers' keys alone
    orders_from Enum8('any' = 1, 'server' = 2) DEFAULT 'any',
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY source_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
