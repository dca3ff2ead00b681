-- How many people are at each stage of the journey?
--
-- Grain: one row a stage with people at it.
-- Source: staged_people, where the stages are defined.
-- Parameters: source, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.customer_stages(source = 'shop', until = '', time_zone = 'UTC')
CREATE OR REPLACE VIEW customer_stages AS
SELECT stage, count() AS customers
FROM safar.staged_people(source = {source:String}, until = {until:String}, time_zone = {time_zone:String})
GROUP BY stage;
