-- Which ids belong to one customer?
--
-- Grain: one row an id that turned out to be another user's: an anonymous id, or a former user id.
-- Source: event_rows of kinds 'identity' and 'alias'; customer_links, persons.
-- Example: SELECT * FROM safar.identity_links WHERE source_id = 'shop' AND customer_id = 'user-17'
--
-- linked_at is the time of the link that holds, the first. The rules stand in customer_links.
CREATE OR REPLACE VIEW identity_links AS
SELECT
    source_id,
    linked_id,
    is_anonymous_id,
    persons.person_id AS customer_id,
    linked_at
FROM
(
    SELECT
        source_id,
        key,
        any(id) AS linked_id,
        any(place = length(linked_keys)) AS is_anonymous_id,
        min(timestamp) AS linked_at
    FROM
    (
        SELECT source_id, timestamp, person_key, linked_keys, if(kind = 'alias', previous_id, anonymous_id) AS id
        FROM event_rows FINAL
        WHERE kind IN ('identity', 'alias')
    )
    -- an alias may link a user and a guest of that id, the guest last
    ARRAY JOIN linked_keys AS key, arrayEnumerate(linked_keys) AS place
    WHERE key != person_key
    GROUP BY source_id, key
) AS link
LEFT ANY JOIN safar.customer_links(source = '') AS links ON links.person_key = link.key
LEFT ANY JOIN safar.persons(source = '') AS persons ON persons.person_key = links.customer_key;
