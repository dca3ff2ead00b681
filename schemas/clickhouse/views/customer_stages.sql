-- How many people are at each stage of the journey?
--
-- Grain: one row per stage that has people.
-- Source: staged_people, which defines the stages.
-- Parameters: source, until, time_zone; see orders_in_range.
-- Example: SELECT * FROM safar.customer_stages(source = 'shop', until = '', time_zone = 'UTC')
CREATE OR REPLACE VIEW customer_stages AS
SELECT stage, count() AS customers
FROM safar.staged_people(source = {source:String}, until = {until:String}, time_zone = {time_zone:String})
GROUP BY stage;
