-- What happened?
--
-- Grain: one row an event that was accepted, that is a message id of a source.
-- Source: event_rows, of whose copies of a message the one received first is read.
-- Example: SELECT event, count() FROM safar.events WHERE source_id = 'shop' GROUP BY event
--
-- Read fields of properties, traits and context with JSONExtract, as in JSONExtractString(properties, 'sku').
--
-- Clients that make a type of an enumeration, such as SQLAlchemy's, can't take an empty name: such columns are text here.
CREATE OR REPLACE VIEW events AS
SELECT * REPLACE (toString(order_step) AS order_step, toString(order_problem) AS order_problem)
FROM event_rows FINAL;
