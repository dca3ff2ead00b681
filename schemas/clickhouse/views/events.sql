-- What happened?
--
-- Grain: one row per accepted event, which is a message id of a source.
-- Source: event_rows; of several copies of a message, the one received first.
-- Example: SELECT event, count() FROM safar.events WHERE source_id = 'shop' GROUP BY event
--
-- Read fields of properties, traits and context with JSONExtract, as in JSONExtractString(properties, 'sku').
--
-- Enum columns are text here, because clients that create a type for an enum, such as SQLAlchemy, reject an empty name.
CREATE OR REPLACE VIEW events AS
SELECT * REPLACE (toString(order_step) AS order_step, toString(order_problem) AS order_problem)
FROM event_rows FINAL;
