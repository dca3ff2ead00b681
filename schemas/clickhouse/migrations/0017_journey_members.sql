-- Who was in the segment of a journey's entry, so that at the next look those who came into it are told from those who
-- were in it. Each look writes all whom it found; a person who left has an earlier look, and so was not in the last one.
CREATE TABLE IF NOT EXISTS journey_members
(
    source_id LowCardinality(String),
    journey_id LowCardinality(String),
    -- a hash of the segment's SELECT: another one begins anew
    segment String,
    -- the customer's key as it was at the look: follow customer_links to the one of today
    person_key UInt64,
    customer_id String,
    is_guest Bool,
    -- the moment of the schedule at which the segment was looked at last and had this person
    looked_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(looked_at)
ORDER BY (source_id, journey_id, segment, person_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
