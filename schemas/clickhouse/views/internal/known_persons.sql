-- What is the id of the person with this key, also for people who only visited?
--
-- Grain: one row per person who ordered, was identified or linked to another, or whose visit has an event with a user id.
-- Source: persons; visit_parts.
-- Parameter: source, a source_id.
-- Example: SELECT countIf(NOT is_guest) FROM safar_internal.known_persons(source = 'shop')
CREATE OR REPLACE VIEW known_persons AS
SELECT person_key, any(known.person_id) AS person_id, any(known.is_guest) AS is_guest
FROM
(
    SELECT person_key, person_id, is_guest FROM safar.persons(source = {source:String})
    UNION ALL
    SELECT identityHash('user', source_id, user_id), user_id, false
    FROM visit_parts
    WHERE source_id = {source:String} AND user_id != ''
) AS known
GROUP BY person_key;
