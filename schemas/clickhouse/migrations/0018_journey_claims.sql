-- Which engine carries journeys out, one row a claim; the greatest generation holds. A claim is written with its
-- generation as the deduplication token: of two engines that claim one at the same moment ClickHouse keeps the first and
-- drops the other. Whatever an engine writes into journey_rows has a version of its generation, and so gives way to what a
-- later engine writes, whichever comes first. The holder's signs of life stand in journey_engine, as `beat`.
CREATE TABLE IF NOT EXISTS journey_claims
(
    generation UInt64,
    -- names the engine that claimed it, new at each claim
    holder String,
    claimed_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY generation
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;
