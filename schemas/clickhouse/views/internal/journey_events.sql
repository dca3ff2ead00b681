-- What did each person do? The journey engine reads this view.
--
-- Grain: one row per stored copy of an event. An event that arrived twice appears twice until its copies are merged; the
-- copy with the greatest version counts.
-- Source: event_rows.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT count() FROM safar_internal.journey_events(source = 'shop') WHERE event = 'identify'
--
-- own_key is the key of the person as sent: of the user, else of the guest. Bots, tests and aliases are left out.
CREATE OR REPLACE VIEW journey_events AS
SELECT
    source_id,
    if(user_id != '', identityHash('user', source_id, user_id), identityHash('guest', source_id, anonymous_id)) AS own_key,
    user_id,
    anonymous_id,
    kind,
    message_id,
    if(type = 'track', toString(event_rows.event), toString(type)) AS event,
    toString(event_rows.commerce_event) AS commerce_event,
    timestamp,
    if(type = 'identify', traits, properties) AS said,
    JSONExtractString(context, 'timezone') AS visitor_time_zone,
    toString(event_rows.key_kind) AS key_kind,
    version,
    stored_at,
    _block_number AS block
FROM event_rows
WHERE ({source:String} = '' OR source_id = {source:String}) AND type != 'alias' AND NOT is_bot AND NOT is_test;
