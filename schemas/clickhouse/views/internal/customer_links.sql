-- Which ids belong to which user? This view has the rules of identity.
--
-- Grain: one row per person (a guest by anonymous id, or a user by user id) that counts as another user.
-- Source: event_rows of kinds 'identity' and 'alias', each message once; joined_users. For keys and stamps see the table.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar_internal.customer_links(source = 'shop')
--
-- A guest is the user that the first identify or alias with the guest's anonymous id names. Another person who logs in
-- later on the same device keeps their events under their own user id. Links from a server key take precedence over
-- links from a page's key. Users joined by aliases, through any number of links and in any order, are one customer: see
-- joined_users. Only server keys join users, or every key if the source allows it (user_links_from in sources).
CREATE OR REPLACE VIEW customer_links AS
WITH
    joined AS
    (
        SELECT user_key, customer_key
        FROM joined_users FINAL
        WHERE ({source:String} = '' OR source_id = {source:String}) AND user_key != customer_key
    )
SELECT
    guests.key AS person_key,
    if(joined.customer_key = 0, guests.user_key, joined.customer_key) AS customer_key
FROM
(
    SELECT
        linked_keys[-1] AS key,
        toUInt64(bitAnd(min(person_stamp), bitShiftLeft(toUInt128(1), 64) - 1)) AS user_key
    FROM event_rows FINAL
    WHERE kind IN ('identity', 'alias') AND ({source:String} = '' OR source_id = {source:String})
        AND notEmpty(linked_keys)
    GROUP BY key
) AS guests
LEFT ANY JOIN joined ON joined.user_key = guests.user_key
UNION ALL
SELECT user_key, customer_key
FROM joined;
