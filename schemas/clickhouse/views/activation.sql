-- Who visited or registered, but never bought?
--
-- Grain: one row per customer who was first seen, or registered, in the range and has no counted order.
-- Source: people, customer_contacts, known_persons.
-- Parameters: source, since, until, time_zone; see orders_in_range.
-- Example: SELECT email, furthest_step FROM safar.activation(source = 'shop', since = '2025-01-01',
--     until = '2025-02-01', time_zone = 'Europe/London') WHERE email != '' ORDER BY last_seen_at DESC
--
-- registered_at is when an identify first named the user; NULL for a guest. furthest_step is one of 'registered'
-- (without a visit), 'seen', 'viewed', 'added' and 'checkout'.
CREATE OR REPLACE VIEW activation AS
SELECT
    if(persons.person_id = '', people.anonymous_id, persons.person_id) AS customer_id,
    persons.person_id = '' OR persons.is_guest AS is_guest,
    contacts.email AS email,
    contacts.phone AS phone,
    contacts.name AS name,
    people.first_seen_at AS first_seen_at,
    people.last_seen_at AS last_seen_at,
    people.registered_at AS registered_at,
    ['registered', 'seen', 'viewed', 'added', 'checkout'][people.furthest + 1] AS furthest_step
FROM
(
    SELECT *
    FROM safar.people(source = {source:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE orders = 0 AND toYYYYMMDDhhmmss(coalesce(registered_at, first_seen_at), {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
) AS people
LEFT ANY JOIN safar.customer_contacts(source = {source:String}) AS contacts
    ON contacts.customer_key = people.customer_key
LEFT ANY JOIN safar.known_persons(source = {source:String}) AS persons ON persons.person_key = people.customer_key;
