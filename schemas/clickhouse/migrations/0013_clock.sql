-- Visits go on when a clock was wrong. What is new is found by the numbers of inserts; the time only says where not to
-- look. A machine whose clock had run ahead left a time of the future behind, which nothing came after: from then on no
-- event was put into a visit. Times of the future are left out now, and where no other is left all is looked through.
DROP VIEW IF EXISTS visit_parts_refresh;

CREATE MATERIALIZED VIEW IF NOT EXISTS visit_parts_refresh REFRESH EVERY 10 SECOND APPEND TO visit_parts AS
SELECT
    source_id,
    is_session,
    if(is_session, identityHash('session', source_id, session_id),
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
    -- not the time of this refresh: what is put together anew is kept no longer than its events
    max(stored) AS known_to,
    max(block) AS known_block
FROM
(
    SELECT
        source_id,
        _block_number AS block,
        stored_at AS stored,
        session_id,
        session_id != '' AS is_session,
        user_id,
        anonymous_id,
        if(user_id != '', identityHash('user', source_id, user_id), identityHash('guest', source_id, anonymous_id))
            AS own_key,
        toUnixTimestamp64Milli(timestamp) AS at,
        arrayStringConcat(arrayMap(text -> replaceAll(text, '\x1F', ' '),
            [toString(device), toString(campaign_source), toString(campaign_medium), toString(campaign_name),
            campaign_content, toString(referrer_domain), page_path]), '\x1F') AS texts,
        bitShiftLeft(toUInt128(at + 4398046511104), 64) + identityHash(texts) AS arrival,
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
        AND stored_at + 600 >= (SELECT maxIf(known_to, known_to <= now('UTC')) FROM visit_parts)
    WHERE kind IN ('commerce', 'page', 'other') AND (user_id != '' OR anonymous_id != '') AND NOT is_bot AND NOT is_test
) AS told
GROUP BY source_id, is_session, visit_key
-- One core at a time: nobody waits for it, and with all of them it stood in the way of the collector's inserts.
SETTINGS max_threads = 1;
