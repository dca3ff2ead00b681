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
    -- who did it, as a key: anybody; and, where users are named, (when, who) of the first, else (2^63 - 1, 0)
    person_key SimpleAggregateFunction(max, UInt64),
    first_user SimpleAggregateFunction(min, Tuple(Int64, UInt64)),
    user_id SimpleAggregateFunction(max, String),
    anonymous_id SimpleAggregateFunction(max, String),
    -- milliseconds since 1970
    started SimpleAggregateFunction(min, Int64),
    ended SimpleAggregateFunction(max, Int64),
    -- of the first event: when, device, campaign's source, medium, name and content, referrer, page
    arrival SimpleAggregateFunction(min, Tuple(Int64, String, String, String, String, String, String, String)),
    -- 16 x when + what: 1 a product viewed, 2 one added to the cart, 3 a checkout started, 4 something shared
    steps SimpleAggregateFunction(groupUniqArrayArray, Array(Int64)),
    -- 0 no checkout, 1 started, 1 + n its step n, 254 payment info
    furthest_checkout SimpleAggregateFunction(max, UInt8),
    -- when ClickHouse last looked for events to put here
    known_to SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (source_id, is_session, visit_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Every ten seconds, and not with each insert: 300,000 events at once cost a tenth of what they cost in small groups,
-- and the collector waits for none of it. Events of the minute before are taken again, as an insert may have been
-- under way then: to take an event twice harms nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS visit_parts_refresh REFRESH EVERY 10 SECOND APPEND TO visit_parts AS
SELECT
    source_id,
    is_session,
    if(is_session, sipHash64('session', source_id, session_id),
        sipHash64('part', own_key, intDiv(at + 4398046511104, 1800000))) AS visit_key,
    max(own_key) AS person_key,
    min(if(told.user_id = '', (toInt64(9223372036854775807), toUInt64(0)), (at, own_key))) AS first_user,
    max(told.user_id) AS user_id,
    max(told.anonymous_id) AS anonymous_id,
    min(at) AS started,
    max(at) AS ended,
    min(told.arrival) AS arrival,
    groupUniqArrayIf(16 * at + step, step != 0) AS steps,
    max(checkout) AS furthest_checkout,
    now('UTC') AS known_to
FROM
(
    SELECT
        source_id,
        session_id,
        session_id != '' AS is_session,
        user_id,
        anonymous_id,
        if(user_id != '', sipHash64('user', source_id, user_id), sipHash64('guest', source_id, anonymous_id)) AS own_key,
        toUnixTimestamp64Milli(timestamp) AS at,
        (at, toString(device), toString(campaign_source), toString(campaign_medium), toString(campaign_name),
            campaign_content, toString(referrer_domain), page_path) AS arrival,
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
    WHERE stored_at + 60 >= (SELECT max(known_to) FROM visit_parts)
        AND kind IN ('commerce', 'page', 'other') AND (user_id != '' OR anonymous_id != '') AND NOT is_bot AND NOT is_test
) AS told
GROUP BY source_id, is_session, visit_key;
