-- What the engine of journeys remembers from one start to the next: the greatest version of a name holds.
--   generation  the number of its start: an engine with a smaller one was overtaken
--   cursor      how far the events were read: the last block, and the table's UUID, since blocks begin anew with a table
--   sender      the copy of the data folder that may send: a restored one has another mark
CREATE TABLE IF NOT EXISTS journey_engine
(
    name LowCardinality(String),
    value String,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
