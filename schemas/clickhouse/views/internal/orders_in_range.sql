-- Which orders are in a range of time, and who bought? All views about customers read this.
--
-- Grain: one row per order, whether it counts (is_counted) or not.
-- Source: order_states, customer_links.
-- Parameters: source, a source_id, or '' for all; since (included) and until (excluded), 'YYYY-MM-DD' or
-- 'YYYY-MM-DD hh:mm:ss' in local time of time_zone, or '' for no limit; time_zone, such as 'Europe/London'.
-- Example: SELECT count(), uniqExact(customer_key) FROM safar_internal.orders_in_range(
--     source = 'shop', since = '2011-01-01', until = '2012-01-01', time_zone = 'Europe/London') WHERE is_counted
--
-- The customer is the first user in an event of the order, else its first guest, resolved through identity links. A
-- link that arrives late moves older orders to the customer, too.
--
-- Compares local times, not instants: some zones have no midnight on the day on which summer time begins, and a range
-- of days must have the same orders as a table by days.
--
-- Views with parameters are called by their full names, only with literals and parameters: `safar migrate` replaces the
-- call by the text of the called view, because ClickHouse plans a view inside a view twice.
CREATE OR REPLACE VIEW orders_in_range AS
SELECT
    states.*,
    if(links.customer_key = 0, states.person_key, links.customer_key) AS customer_key
FROM safar.order_states(source = {source:String}) AS states
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = states.person_key
WHERE ({since:String} = '' OR toYYYYMMDDhhmmss(ordered_at, {time_zone:String})
        >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')))
    AND ({until:String} = '' OR toYYYYMMDDhhmmss(ordered_at, {time_zone:String})
        < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')))
-- every order looks up one link: splitting both sides for a parallel join costs more than it saves
SETTINGS join_algorithm = 'hash';
