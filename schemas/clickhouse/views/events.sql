-- What happened?
--
-- Grain: one row an event that was accepted, that is a message id of a source.
-- Source: event_rows, of whose copies of a message the one received first is read.
-- Example: SELECT event, count() FROM safar.events WHERE source_id = 'shop' GROUP BY event
--
-- Read fields of properties, traits and context with JSONExtract, as in JSONExtractString(properties, 'sku').
CREATE OR REPLACE VIEW events AS
SELECT *
FROM event_rows FINAL;
