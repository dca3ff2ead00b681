-- Whose events were erased, and when; not who they are. An id is kept as a salted hash, so that events of theirs that
-- come late, from a device that was offline or from a backup, can be known and refused.
-- Of several erasures of one id the last holds.
CREATE TABLE IF NOT EXISTS erasures
(
    source_id LowCardinality(String),
    -- SHA-256, hexadecimal, of salt, source, kind of id and id, with slashes between them
    id_hash String,
    salt String,
    erased_at DateTime64(3, 'UTC'),
    -- names the receipt
    receipt String
)
ENGINE = ReplacingMergeTree(erased_at)
ORDER BY (source_id, id_hash)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
