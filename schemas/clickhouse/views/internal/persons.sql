-- What is the id of the person with this key? Figures count keys; tables for people show ids.
--
-- Grain: one row per person who ordered, was identified or linked to another.
-- Source: event_rows of kinds 'order', 'identity' and 'alias'. Copies of a message do not matter, because a key always
-- has the same id.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT countIf(is_guest) FROM safar_internal.persons(source = 'shop')
CREATE OR REPLACE VIEW persons AS
SELECT
    person_key,
    any(if(user_id = '', anonymous_id, user_id)) AS person_id,
    any(user_id = '') AS is_guest
FROM event_rows
WHERE kind IN ('order', 'identity', 'alias') AND ({source:String} = '' OR source_id = {source:String})
GROUP BY person_key;
