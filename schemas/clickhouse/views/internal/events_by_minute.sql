-- What is arriving now? Events by the minute in which the collector received them.
--
-- Grain: one row per minute with events; minutes_ago is 0 for the last sixty seconds.
-- Source: event_rows, each message once.
-- Parameters: source; minutes, how far to look back.
-- Example: SELECT * FROM safar_internal.events_by_minute(source = 'shop', minutes = 30) ORDER BY minutes_ago
CREATE OR REPLACE VIEW events_by_minute AS
SELECT
    intDiv(dateDiff('second', received_at, now64(3)), 60) AS minutes_ago,
    uniqExact(message_id) AS events,
    uniqExactIf(message_id, order_step = 'completed') AS order_events
FROM event_rows
WHERE source_id = {source:String} AND received_at > now64(3) - toIntervalMinute(toUInt32({minutes:String}))
GROUP BY minutes_ago;
