-- Journeys: what was published, and the journal of runs and messages.

-- What was published, paused and resumed, one row a change; the engine reads the definitions from here and from nowhere
-- else. Of two who change a journey at once the first is kept: a change is written with the deduplication token
-- source/journey/change, so that ClickHouse drops the second block, also on a cluster, where Keeper decides.
CREATE TABLE IF NOT EXISTS journey_versions
(
    source_id LowCardinality(String),
    journey_id String,
    -- 1, 2, 3, … of a journey; the greatest one holds
    change UInt32,
    done Enum8('published' = 1, 'paused' = 2, 'resumed' = 3),
    -- the version that holds since: 1 is the first; a pause changes none
    journey_version UInt32,
    -- of what was published: the definition as JSON, the text of the segments' own files by their names, and whether
    -- those who wait in earlier versions move to the node of the same name
    definition String CODEC(ZSTD(1)),
    segments Map(String, String),
    moves Bool,
    changed_at DateTime64(3, 'UTC'),
    -- tells the writer whether the row that stands is theirs
    token String
)
ENGINE = ReplacingMergeTree
ORDER BY (source_id, journey_id, change)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000;

-- The journal: runs, and the messages that they came to. One table and one block an insert, so that a run and its
-- messages are written together or not at all; parts are not split by time, and nothing is copied by a view, since two
-- blocks are not atomic. The greatest version of a row holds; it rises strictly for a run and for a message. No TTL may
-- look at status: where it takes the last version of a run, an earlier one comes back to life.
CREATE TABLE IF NOT EXISTS journey_rows
(
    record Enum8('run' = 1, 'message' = 2),
    source_id LowCardinality(String),
    -- the customer's key as it was at the entry: follow customer_links to the one of today
    person_key UInt64,
    journey_id LowCardinality(String),
    run_id String,
    -- '' of a run
    message_id String,
    version UInt64,
    -- of a run: waiting, ended. Of a message: intended, attempted (handed to the provider, no answer yet), sent,
    -- not-sent (the second look said no: why), rejected (the provider said no: why), in-doubt (nobody knows)
    status Enum8('waiting' = 1, 'ended' = 2, 'intended' = 3, 'attempted' = 4, 'sent' = 5, 'not-sent' = 6,
        'rejected' = 7, 'in-doubt' = 8),
    -- when a run goes on, or a message is to be sent; 1970 for never
    due_at DateTime64(3, 'UTC'),
    -- who wrote it: an engine that was overtaken writes a smaller one than the engine that holds
    generation UInt64,
    tick UInt64,
    written_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),

    -- What the figures read.
    customer_id String,
    is_guest Bool,
    journey_version UInt32,
    -- of a run where it stands, `end` when it went the whole way; of a message the node that sends it
    node LowCardinality(String),
    -- when the status came: of a message that was sent, when
    status_at DateTime64(3, 'UTC'),
    -- of a run that ended: goal, end, merged. Of a message that was not sent: goal, no-address, cap-day, …
    why LowCardinality(String),
    is_control Bool,
    -- the ways that splits gave it, as `node=way`, with commas between them; '' without a split
    variant LowCardinality(String),
    -- of a run: when the entry's event happened; of a message: when the run came to its node
    entered_at DateTime64(3, 'UTC'),
    -- of a run: the nodes that it came to, in order, `end` included
    nodes Array(LowCardinality(String)),
    -- of a run: when its goal was reached first, within 30 days of the entry, whether or not the run went on so long
    goal_at Nullable(DateTime64(3, 'UTC')),
    -- of a message: email, sms, push, webhook; marketing or transactional; its language
    channel LowCardinality(String),
    kind LowCardinality(String),
    language LowCardinality(String),
    -- the rest, as JSON text: the run as the reducer has it, its decisions; the message's address, attempts and answers
    state String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (record, person_key, journey_id, run_id, message_id)
SETTINGS index_granularity = 256, min_compress_block_size = 4096, max_compress_block_size = 16384,
    min_bytes_for_wide_part = 134217728, fsync_after_insert = 1, fsync_part_directory = 1;
