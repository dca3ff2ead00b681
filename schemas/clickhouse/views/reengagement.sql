-- Who should be won back? Customers who have not bought for three months.
--
-- Grain: one row per customer without a counted order in the last three months before the end of the range.
-- Source: customer_orders, customer_contacts, persons.
-- Parameters: source, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT * FROM safar.reengagement(source = 'shop', until = '', time_zone = 'Europe/London', currency = '')
--     ORDER BY last_order_at DESC LIMIT 100
--
-- Three months are calendar months, in time_zone. usual_gap_days and times_overdue, as in at_risk, are NULL for
-- customers who ordered on only one day.
CREATE OR REPLACE VIEW reengagement AS
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
    WHERE last_order_at < toTimeZone(subtractMonths(toTimeZone(as_of, {time_zone:String}), 3), 'UTC')
) AS customer
LEFT ANY JOIN safar.customer_contacts(source = {source:String}) AS contacts
    ON contacts.customer_key = customer.customer_key
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = customer.customer_key;
