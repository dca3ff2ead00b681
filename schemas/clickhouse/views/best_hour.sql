-- At which hour does each customer usually visit?
--
-- Grain: one row per visitor, guest or user, who visited in the range.
-- Source: event_rows sent with a page's key, each message once; customer_links, known_persons.
-- Parameters: source, since, until, time_zone; see orders_in_range. Hours are local in time_zone.
-- Example: SELECT hour, count() FROM safar.best_hour(source = 'shop', since = '2025-01-01', until = '',
--     time_zone = 'Europe/London') WHERE is_own GROUP BY hour
--
-- hour, 0 to 23, is the hour in which the customer visited on the most days; of several the earliest. It needs at least
-- three such days (days). Otherwise, with is_own = 0, it is the most frequent hour of all the shop's visitors, each
-- counted once a day, if these are at least fifty; otherwise NULL. Events from servers, such as an import at night, do
-- not count.
CREATE OR REPLACE VIEW best_hour AS
WITH
    visits AS
    (
        SELECT
            if(links.customer_key = 0, told.own_key, links.customer_key) AS customer_key,
            max(guest) AS guest,
            hour,
            uniqExact(day) AS days
        FROM
        (
            SELECT
                if(user_id != '', identityHash('user', source_id, user_id), identityHash('guest', source_id, anonymous_id))
                    AS own_key,
                anonymous_id AS guest,
                toHour(timestamp, {time_zone:String}) AS hour,
                toDate32(timestamp, {time_zone:String}) AS day
            FROM event_rows FINAL
            WHERE source_id = {source:String} AND type != 'alias' AND key_kind = 'web' AND NOT is_bot AND NOT is_test
                AND toYYYYMMDDhhmmss(timestamp, {time_zone:String})
                    >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
                AND toYYYYMMDDhhmmss(timestamp, {time_zone:String})
                    < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
        ) AS told
        LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = told.own_key
        GROUP BY customer_key, hour
    ),
    -- the most days, then the earliest hour
    (
        SELECT min((-toInt64(shop_days), shop_hour))
        FROM (SELECT hour AS shop_hour, sum(days) AS shop_days FROM visits GROUP BY hour)
    ) AS shop
SELECT
    if(persons.person_id = '', own.guest, persons.person_id) AS customer_id,
    persons.person_id = '' OR persons.is_guest AS is_guest,
    own.most_days >= 3 AS is_own,
    multiIf(own.most_days >= 3, own.most_hour, -shop.1 >= 50, toNullable(shop.2), NULL) AS hour,
    own.most_days AS days
FROM
(
    SELECT customer_key, max(guest) AS guest, min((-toInt64(days), hour)) AS best, toUInt64(-best.1) AS most_days,
        best.2 AS most_hour
    FROM visits
    GROUP BY customer_key
) AS own
LEFT ANY JOIN safar.known_persons(source = {source:String}) AS persons ON persons.person_key = own.customer_key;
