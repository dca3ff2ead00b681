-- Which visits happened, where did they come from, and how far did they get?
--
-- Grain: one row per visit that began in the range.
-- Source: visit_parts, which ClickHouse updates every ten seconds; customer_links.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT device, count() FROM safar.visits(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London') GROUP BY device
--
-- A visit is one session by its sender's session id, and belongs to the first user that one of its events names. Events
-- without a session id are one visit as long as no more than 30 minutes are between two events of the same person. The
-- visit's first event gives its origin and device. arrival has time and origin in one number that orders visits by time:
-- milliseconds since 1830 from bit 64 on, and origin_key (see origins). steps are 16 x time (milliseconds since 1970) +
-- step: 1 product viewed, 2 product added to the cart, 3 checkout started, 4 something shared; a step may appear twice.
-- did is the sum of 2^(step - 1) over the steps that occurred.
-- furthest_checkout is 1 for a started checkout, 1 + n for its step n, 254 for payment info; 0 without any.
-- Order and identity events from servers are not visits; bots and tests are left out.
CREATE OR REPLACE VIEW visits AS
WITH
    -- all bits if no event names a user
    (first_user, person_key) -> if(first_user = bitNot(toUInt128(0)), person_key,
        toUInt64(bitAnd(first_user, bitShiftLeft(toUInt128(1), 64) - 1))) AS key_of,
    -- Sessions with more than one row, which are not merged yet: only the latest few. All others are passed through
    -- unchanged, which takes a third of the time of merging rows.
    (
        SELECT groupArray(visit_key)
        FROM
        (
            SELECT visit_key
            FROM visit_parts
            WHERE source_id = {source:String} AND is_session
            GROUP BY visit_key
            HAVING count() > 1
        )
    ) AS in_several_rows
SELECT
    visit_key,
    if(links.customer_key = 0, visit.own_key, links.customer_key) AS customer_key,
    visit.anonymous_id AS anonymous_id,
    fromUnixTimestamp64Milli(started, 'UTC') AS started_at,
    fromUnixTimestamp64Milli(ended, 'UTC') AS ended_at,
    arrival,
    splitByChar('\x1F', origin)[2] AS device,
    splitByChar('\x1F', origin)[3] AS campaign_source,
    splitByChar('\x1F', origin)[4] AS campaign_medium,
    splitByChar('\x1F', origin)[5] AS campaign_name,
    splitByChar('\x1F', origin)[6] AS campaign_content,
    splitByChar('\x1F', origin)[7] AS referrer_domain,
    splitByChar('\x1F', origin)[8] AS landing_page,
    steps,
    did,
    furthest_checkout
FROM
(
    SELECT visit_key, key_of(first_user, person_key) AS own_key, anonymous_id, started, ended, arrival, origin, steps,
        did, furthest_checkout
    FROM visit_parts
    WHERE source_id = {source:String} AND is_session AND visit_key GLOBAL NOT IN (SELECT arrayJoin(in_several_rows))
    UNION ALL
    SELECT
        (visit[1]).1,
        own_key,
        (visit[1]).8,
        (visit[1]).2,
        arrayMax(part -> part.3, visit),
        arrayMin(part -> part.4, visit),
        arrayMin(part -> part.5, visit),
        arrayFlatten(arrayMap(part -> part.6, visit)),
        arrayFold((all, part) -> bitOr(all, part.9), visit, toUInt8(0)),
        arrayMax(part -> part.7, visit)
    FROM
    (
        SELECT
            own_key,
            -- 0 for everything that a person does without a session
            if(is_session, visit_key, 0) AS session_key,
            arraySort(part -> part.2, groupArray((visit_key, started, ended, arrival, origin, steps,
                furthest_checkout, anonymous_id, did))) AS own
        FROM
        (
            SELECT
                is_session,
                visit_key,
                key_of(min(visit_parts.first_user), max(visit_parts.person_key)) AS own_key,
                max(visit_parts.anonymous_id) AS anonymous_id,
                min(visit_parts.started) AS started,
                max(visit_parts.ended) AS ended,
                min(visit_parts.arrival) AS arrival,
                min(visit_parts.origin) AS origin,
                groupArrayArray(visit_parts.steps) AS steps,
                groupBitOr(visit_parts.did) AS did,
                max(visit_parts.furthest_checkout) AS furthest_checkout
            FROM visit_parts
            WHERE source_id = {source:String} AND (NOT is_session OR visit_key GLOBAL IN (SELECT arrayJoin(in_several_rows)))
            GROUP BY is_session, visit_key
        )
        GROUP BY own_key, session_key
    )
    ARRAY JOIN arraySplit((part, place) -> place > 1 AND part.2 - own[place - 1].3 > 1800000, own, arrayEnumerate(own))
        AS visit
) AS visit
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = visit.own_key
WHERE ({since:String} = '' OR toYYYYMMDDhhmmss(started_at, {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
    AND ({until:String} = '' OR toYYYYMMDDhhmmss(started_at, {time_zone:String})
        < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')))
SETTINGS join_algorithm = 'hash';
