-- Which message was sent to whom, or was not, and why?
--
-- Grain: one row per message that a run reached; the control group reaches none.
-- Source: journey_messages, persons.
-- Parameters: source, since, until, time_zone; see orders_in_range. The range is of the times at which runs reached them.
-- Example: SELECT * FROM safar.message_log(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London') WHERE status = 'in-doubt' ORDER BY intended_at
--
-- status is intended, attempted (sent to the provider, no answer yet), sent, not-sent (why has the reason), rejected by
-- the provider (why), or in-doubt: nobody knows whether the provider accepted it. status_at is the time of that status.
-- Later times are the first ones; opens and clicks are those of people, not of machines.
CREATE OR REPLACE VIEW message_log AS
SELECT
    message_id,
    if(persons.person_id = '', messages.customer_id, persons.person_id) AS customer_id,
    if(persons.person_id = '', messages.is_guest, persons.is_guest) AS is_guest,
    journey_id AS journey,
    journey_version AS version,
    run_id,
    node,
    variant,
    channel,
    kind,
    language,
    status,
    why,
    intended_at,
    status_at,
    delivered_at,
    opened_at,
    clicked_at,
    bounced_at,
    marked_as_spam_at,
    unsubscribed_at
FROM safar.journey_messages(
    source = {source:String}, since = {since:String}, until = {until:String}, time_zone = {time_zone:String}) AS messages
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = messages.customer_key;
