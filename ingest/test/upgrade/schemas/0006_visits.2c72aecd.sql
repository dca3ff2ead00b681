-- Visits, kept current as events arrive: what every figure about visitors, funnels and carts reads in place of the
-- events themselves.
--
-- A row is a part of a visit; parts with the same key are merged by taking the least, the greatest and the union of
-- what they say, so that an event which arrives late, or twice, changes nothing but what it should. Whoever reads
-- groups by the key again: see the view visits. Events without a session of their sender's are kept in parts of
-- half an hour by person, in which no two lie further apart than that.
--
-- Copies of one message whose clock was put right differently stand with both times. No figure counts how often
-- something happened in a visit, but whether, and when first, so that none counts it twice.
CREATE TABLE IF NOT EXISTS visit_parts
(
    source_id LowCardinality(String),
    -- whether the sender named the visit
    is_session Bool,
    visit_key UInt64,
    -- who did it, as a key: anybody; and, where users are named, the first of them, with the time (milliseconds since
    -- 1830) in front from bit 64 on, else all bits: a number is compared in a tenth of the time that a tuple takes
    person_key SimpleAggregateFunction(max, UInt64),
    first_user SimpleAggregateFunction(min, UInt128),
    user_id SimpleAggregateFunction(max, String),
    anonymous_id SimpleAggregateFunction(max, String),
    -- milliseconds since 1970
    started SimpleAggregateFunction(min, Int64),
    ended SimpleAggregateFunction(max, Int64),
    -- of the first event: when (milliseconds since 1830) from bit 64 on, and behind it from where, as a key
    arrival SimpleAggregateFunction(min, UInt128),
    -- what the key stands for: device, campaign's source, medium, name and content, referrer, page, with the character
    -- 31 between them; in front of it arrival in 32 hexadecimal digits, so that the least is that of the same event
    origin SimpleAggregateFunction(min, String),
    -- 16 x when + what: 1 a product viewed, 2 one added to the cart, 3 a checkout started, 4 something shared
    steps SimpleAggregateFunction(groupUniqArrayArray, Array(Int64)),
    -- which of them there are: 2 to the power of what - 1, added up
    did SimpleAggregateFunction(groupBitOr, UInt8),
    -- 0 no checkout, 1 started, 1 + n its step n, 254 payment info
    furthest_checkout SimpleAggregateFunction(max, UInt8),
    -- when ClickHouse last looked for events to put here, and the number of the last insert that it found then
    known_to SimpleAggregateFunction(max, DateTime('UTC')),
    known_block SimpleAggregateFunction(max, UInt64)
)
ENGINE = AggregatingMergeTree
ORDER BY (source_id, is_session, visit_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Every ten seconds, and not with each insert: 300,000 events at once cost a tenth of what they cost in small groups,
-- and the collector waits for none of it. Each insert has a number, given when its rows begin to be seen. What came
-- after the last known one is taken, and 32 inserts before it again: a replica may see one number before a smaller one,
-- and to take an event twice harms nothing. (By when events were stored, a minute would have to be taken again, which
-- took five times as long.) Numbers begin anew when all rows were gone at a start. What was stored ten minutes before
-- can't be new, and the index by that time says where not to look.
CREATE MATERIALIZED VIEW IF NOT EXISTS visit_parts_refresh REFRESH EVERY 10 SECOND APPEND TO visit_parts AS
SELECT
    source_id,
    is_session,
    if(is_session, sipHash64('session', source_id, session_id),
        sipHash64('part', own_key, intDiv(at + 4398046511104, 1800000))) AS visit_key,
    max(own_key) AS person_key,
    min(if(told.user_id = '', bitNot(toUInt128(0)),
        bitShiftLeft(toUInt128(at + 4398046511104), 64) + own_key)) AS first_user,
    max(told.user_id) AS user_id,
    max(told.anonymous_id) AS anonymous_id,
    min(at) AS started,
    max(at) AS ended,
    min(told.arrival) AS arrival,
    min(told.origin) AS origin,
    groupUniqArrayIf(16 * at + step, step != 0) AS steps,
    groupBitOr(intDiv(bitShiftLeft(1, step), 2)) AS did,
    max(checkout) AS furthest_checkout,
    now('UTC') AS known_to,
    max(block) AS known_block
FROM
(
    SELECT
        source_id,
        _block_number AS block,
        session_id,
        session_id != '' AS is_session,
        user_id,
        anonymous_id,
        if(user_id != '', sipHash64('user', source_id, user_id), sipHash64('guest', source_id, anonymous_id)) AS own_key,
        toUnixTimestamp64Milli(timestamp) AS at,
        arrayStringConcat(arrayMap(text -> replaceAll(text, '\x1F', ' '),
            [toString(device), toString(campaign_source), toString(campaign_medium), toString(campaign_name),
            campaign_content, toString(referrer_domain), page_path]), '\x1F') AS texts,
        bitShiftLeft(toUInt128(at + 4398046511104), 64) + sipHash64(texts) AS arrival,
        concat(leftPad(lower(hex(arrival)), 32, '0'), '\x1F', texts) AS origin,
        transform(commerce_event,
            ['Product Viewed', 'Product Added', 'Wishlist Product Added to Cart', 'Checkout Started', 'Product Shared',
             'Cart Shared'],
            [1, 2, 2, 3, 4, 4], 0) AS step,
        multiIf(
            commerce_event = 'Checkout Started', 1,
            commerce_event IN ('Checkout Step Viewed', 'Checkout Step Completed'), 1 + least(checkout_step, 252),
            commerce_event = 'Payment Info Entered', 254,
            0) AS checkout
    FROM event_rows
    PREWHERE _block_number + 32 > (
            SELECT if(max(known_block) > (SELECT max(max_block_number) FROM system.parts
                WHERE database = 'safar' AND startsWith(table, 'event_rows')), 0, max(known_block)) FROM visit_parts)
        AND stored_at + 600 >= (SELECT max(known_to) FROM visit_parts)
    WHERE kind IN ('commerce', 'page', 'other') AND (user_id != '' OR anonymous_id != '') AND NOT is_bot AND NOT is_test
) AS told
GROUP BY source_id, is_session, visit_key
-- One core at a time: nobody waits for it, and with all of them it stood in the way of the collector's inserts.
SETTINGS max_threads = 1;
