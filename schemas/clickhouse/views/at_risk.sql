-- Who is about to be lost? Customers who have been silent for longer than they usually are.
--
-- Grain: one row per customer who ordered on at least two days, silent for longer than their own usual gap.
-- Source: customer_orders, customer_contacts, persons.
-- Parameters: source, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT * FROM safar.at_risk(source = 'shop', until = '', time_zone = 'Europe/London', currency = '')
--     ORDER BY revenue DESC LIMIT 100
--
-- customer_orders defines usual_gap_days and silent_days. times_overdue = silent_days / usual_gap_days: at 1 the next
-- order is due, at 2 it is late by one usual gap.
CREATE OR REPLACE VIEW at_risk AS
SELECT
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    contacts.email AS email,
    contacts.phone AS phone,
    contacts.name AS name,
    orders,
    last_order_at,
    usual_gap_days,
    silent_days,
    silent_days / nullIf(usual_gap_days, 0) AS times_overdue,
    currency,
    revenue
FROM
(
    SELECT *
    FROM safar.customer_orders(
        source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String},
        currency = {currency:String})
    WHERE usual_gap_days IS NOT NULL AND silent_days > usual_gap_days
) AS customer
LEFT ANY JOIN safar.customer_contacts(source = {source:String}) AS contacts
    ON contacts.customer_key = customer.customer_key
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = customer.customer_key;
