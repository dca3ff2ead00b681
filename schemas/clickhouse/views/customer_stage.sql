-- At which stage of the journey is each person?
--
-- Grain: one row per person who visited, was identified or ordered before the end of the range.
-- Source: staged_people, which defines the stages; known_persons.
-- Parameters: source, until, time_zone; see orders_in_range.
-- Example: SELECT customer_id FROM safar.customer_stage(source = 'shop', until = '', time_zone = 'UTC')
--     WHERE stage = 'decision' AND NOT is_guest LIMIT 100
CREATE OR REPLACE VIEW customer_stage AS
SELECT
    if(persons.person_id = '', people.anonymous_id, persons.person_id) AS customer_id,
    persons.person_id = '' OR persons.is_guest AS is_guest,
    stage,
    first_seen_at,
    last_seen_at,
    orders
FROM safar.staged_people(source = {source:String}, until = {until:String}, time_zone = {time_zone:String}) AS people
LEFT ANY JOIN safar.known_persons(source = {source:String}) AS persons ON persons.person_key = people.customer_key;
