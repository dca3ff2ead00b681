-- What happened? Every event that was accepted.
-- Grain: one row a message id of a source. Source: event_rows, of which the copy received first is read.
-- Example: SELECT event, count() FROM events WHERE source_id = 'shop' GROUP BY event
CREATE OR REPLACE VIEW events AS
SELECT * FROM event_rows FINAL;
