-- Who turned out to be which user? The rules of identity stand here, once.
--
-- Grain: one row a person (a guest by anonymous id, or a user by a former id) that became another user.
-- Source: event_rows of kinds 'identity' and 'alias', each message once. For keys and stamps see the table.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar.customer_links(source = 'shop')
--
-- identify with both ids says that the guest is the user; alias says that the previous id is. The first link
-- of a person holds: whoever logs in later on the same device keeps what they do under their own user id.
-- Users who became other users are followed, over up to four links from where they began.
CREATE OR REPLACE VIEW customer_links AS
WITH
    links AS
    (
        SELECT
            key,
            toUInt64(bitAnd(min(person_stamp), bitShiftLeft(toUInt128(1), 64) - 1)) AS user_key
        FROM event_rows FINAL
        ARRAY JOIN linked_keys AS key
        WHERE kind IN ('identity', 'alias') AND ({source:String} = '' OR source_id = {source:String})
            AND key != person_key
        GROUP BY key
    ),
    -- the links of users: only an alias makes one
    aliases AS
    (
        SELECT
            key,
            toUInt64(bitAnd(min(person_stamp), bitShiftLeft(toUInt128(1), 64) - 1)) AS user_key
        FROM event_rows FINAL
        ARRAY JOIN linked_keys AS key
        WHERE kind = 'alias' AND ({source:String} = '' OR source_id = {source:String}) AND key != person_key
        GROUP BY key
    ),
    -- the user that a user became in the end
    successors AS
    (
        SELECT
            first.key AS key,
            multiIf(third.user_key != 0, third.user_key, second.user_key != 0, second.user_key, first.user_key)
                AS user_key
        FROM aliases AS first
        LEFT ANY JOIN aliases AS second ON second.key = first.user_key
        LEFT ANY JOIN aliases AS third ON third.key = second.user_key
    )
SELECT
    links.key AS person_key,
    if(successors.user_key = 0, links.user_key, successors.user_key) AS customer_key
FROM links
LEFT ANY JOIN successors ON successors.key = links.user_key;
