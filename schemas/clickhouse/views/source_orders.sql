-- Which orders does a source have, and who bought? order_states with the customer behind each order.
--
-- Grain: one row an order.
-- Source: order_states, customer_links.
-- Parameter: source, a source_id, or '' for all.
-- Example: SELECT uniqExact(customer_key) FROM safar.source_orders(source = 'shop') WHERE is_counted
--
-- The customer is the first user that an event of the order names, else its first guest, followed along the
-- links of identity: a link that arrives late moves the order to its customer, also backwards in time.
--
-- Views with parameters are called by their full names: such a call is looked up when it runs, in the database
-- of whoever asks.
CREATE OR REPLACE VIEW source_orders AS
SELECT
    states.*,
    if(links.customer_key = 0, states.person_key, links.customer_key) AS customer_key
FROM safar.order_states(source = {source:String}) AS states
LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = states.person_key;
