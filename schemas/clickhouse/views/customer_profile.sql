-- Who is each customer? Everything known, in one row.
--
-- Grain: one row per customer who ordered or was identified before the end of the range.
-- Source: staged_people, origins, customer_orders, customer_contacts, persons, predictions.
-- Parameters: source, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT * FROM safar.customer_profile(source = 'shop', until = '', time_zone = 'UTC', currency = '')
--     WHERE customer_id = 'user-17'
--
-- next_order_at is the last order's day plus the customer's usual gap (see customer_orders); NULL without one. The
-- predictions of the latest safar predict are NULL before the first one.
CREATE OR REPLACE VIEW customer_profile AS
SELECT
    persons.person_id AS customer_id,
    persons.is_guest AS is_guest,
    contacts.email AS email,
    contacts.phone AS phone,
    contacts.name AS name,
    contacts.traits AS traits,
    people.first_seen_at AS first_seen_at,
    first_origin.device AS first_device,
    first_origin.campaign_source AS first_campaign_source,
    first_origin.campaign_medium AS first_campaign_medium,
    first_origin.campaign_name AS first_campaign,
    first_origin.referrer_domain AS first_referrer,
    first_origin.landing_page AS first_landing_page,
    people.last_seen_at AS last_seen_at,
    last_origin.campaign_name AS last_campaign,
    people.registered_at AS registered_at,
    people.orders AS orders,
    if(people.orders = 0, NULL, bought.first_order_at) AS first_order_at,
    if(people.orders = 0, NULL, bought.last_order_at) AS last_order_at,
    bought.currency AS currency,
    bought.revenue AS revenue,
    toDecimal128(round(toDecimal256(bought.revenue, 7) / nullIf(people.orders, 0), 6), 6) AS average_order_value,
    bought.usual_gap_days AS usual_gap_days,
    bought.last_day + bought.usual_gap_days AS next_order_at,
    people.stage AS stage,
    if(predicted.customer_key = 0, NULL, predicted.probability_alive) AS probability_alive,
    if(predicted.customer_key = 0, NULL, predicted.expected_orders_90) AS expected_orders_90,
    if(predicted.customer_key = 0, NULL, predicted.lifetime_value) AS lifetime_value
FROM
(
    SELECT *
    FROM safar.staged_people(source = {source:String}, until = {until:String}, time_zone = {time_zone:String})
    WHERE orders > 0 OR registered_at IS NOT NULL
) AS people
LEFT ANY JOIN safar.origins(source = {source:String}) AS first_origin
    ON first_origin.origin_key = people.first_origin_key
LEFT ANY JOIN safar.origins(source = {source:String}) AS last_origin ON last_origin.origin_key = people.last_origin_key
LEFT ANY JOIN safar.customer_orders(
    source = {source:String}, since = '', until = {until:String}, time_zone = {time_zone:String},
    currency = {currency:String}) AS bought ON bought.customer_key = people.customer_key
LEFT ANY JOIN safar.customer_contacts(source = {source:String}) AS contacts
    ON contacts.customer_key = people.customer_key
LEFT ANY JOIN safar.persons(source = {source:String}) AS persons ON persons.person_key = people.customer_key
LEFT ANY JOIN (SELECT * FROM predictions FINAL WHERE source_id = {source:String}) AS predicted
    ON predicted.customer_key = people.customer_key;
