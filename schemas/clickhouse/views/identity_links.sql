-- Which ids belong to one customer, and who linked them?
--
-- Grain: one row per id that is linked to another user: an anonymous id, or another user id.
-- Source: event_rows of kinds 'identity' and 'alias'; joined_users; customer_links, persons.
-- Example: SELECT * FROM safar.identity_links WHERE source_id = 'shop' AND customer_id = 'user-17'
--
-- linked_at is the time of the effective link. is_web means that a page's key made it, which anybody can read: `safar
-- export` and `safar forget` ask before they follow such a link. customer_links has the rules.
CREATE OR REPLACE VIEW identity_links AS
SELECT
    source_id,
    linked_id,
    is_anonymous_id,
    persons.person_id AS customer_id,
    linked_at,
    is_web
FROM
(
    SELECT
        source_id,
        linked_keys[-1] AS key,
        any(if(kind = 'alias', previous_id, anonymous_id)) AS linked_id,
        true AS is_anonymous_id,
        argMin(timestamp, person_stamp) AS linked_at,
        toBool(argMin(key_kind = 'web', person_stamp)) AS is_web
    FROM event_rows FINAL
    WHERE kind IN ('identity', 'alias') AND notEmpty(linked_keys)
    GROUP BY source_id, key
    UNION ALL
    SELECT source_id, user_key, user_id, false, linked_at, is_web
    FROM joined_users FINAL
    WHERE user_key != customer_key
) AS link
LEFT ANY JOIN safar.customer_links(source = '') AS links ON links.person_key = link.key
LEFT ANY JOIN safar.persons(source = '') AS persons ON persons.person_key = links.customer_key;
