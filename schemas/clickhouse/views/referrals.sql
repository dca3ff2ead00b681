-- Who recommends the shop, and how many new customers did they bring?
--
-- Grain: one row per customer who shared something in the range, or referred somebody who was first seen in it.
-- Source: event_rows of kind 'commerce', each message once; people, origins, customer_orders, customer_links, persons.
-- Parameters: source, since, until, time_zone, see orders_in_range; currency, see asked_currency.
-- Example: SELECT * FROM safar.referrals(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', currency = '') ORDER BY referred_revenue DESC
--
-- shares counts Product Shared and Cart Shared, channels are their share_via. A person is referred by a customer if
-- their first visit has the campaign medium 'referral' and the customer's id as the campaign's content: give
-- customers links with utm_medium=referral&utm_content=<their user id>.
CREATE OR REPLACE VIEW referrals AS
WITH
    toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')) AS range_start,
    toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')) AS range_end
SELECT
    customer_id,
    max(told.is_guest) AS is_guest,
    sum(told.shares) AS shares,
    arraySort(groupUniqArrayArray(told.channels)) AS channels,
    sum(told.visitors) AS referred_visitors,
    sum(told.customers) AS referred_customers,
    (SELECT currency FROM safar.asked_currency(source = {source:String}, currency = {currency:String})) AS currency,
    sum(told.revenue) AS referred_revenue
FROM
(
    SELECT
        if(persons.person_id = '', if(shared.user_id = '', shared.anonymous_id, shared.user_id), persons.person_id)
            AS customer_id,
        if(persons.person_id = '', shared.user_id = '', persons.is_guest) AS is_guest,
        1 AS shares,
        if(share_channel = '', [], [toString(share_channel)]) AS channels,
        0 AS visitors,
        0 AS customers,
        toDecimal128(0, 6) AS revenue
    FROM
    (
        SELECT user_id, anonymous_id, share_channel,
            if(user_id != '', identityHash('user', source_id, user_id),
                identityHash('guest', source_id, anonymous_id))
                AS person_key
        FROM event_rows FINAL
        WHERE kind = 'commerce' AND source_id = {source:String} AND NOT is_bot AND NOT is_test
            AND commerce_event IN ('Product Shared', 'Cart Shared')
            AND toYYYYMMDDhhmmss(timestamp, {time_zone:String}) >= range_start
            AND toYYYYMMDDhhmmss(timestamp, {time_zone:String}) < range_end
    ) AS shared
    LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = shared.person_key
    LEFT ANY JOIN safar.persons(source = {source:String}) AS persons
        ON persons.person_key = if(links.customer_key = 0, shared.person_key, links.customer_key)
    UNION ALL
    SELECT origins.campaign_content, false, 0, [], 1, people.orders > 0, bought.revenue
    FROM safar.people(source = {source:String}, until = '', time_zone = 'UTC') AS people
    INNER JOIN
    (
        SELECT origin_key, campaign_content
        FROM safar.origins(source = {source:String})
        WHERE campaign_medium = 'referral' AND campaign_content != ''
    ) AS origins ON origins.origin_key = people.first_origin_key
    LEFT ANY JOIN safar.customer_orders(
        source = {source:String}, since = '', until = '', time_zone = 'UTC', currency = {currency:String}) AS bought
        ON bought.customer_key = people.customer_key
    WHERE toYYYYMMDDhhmmss(people.first_seen_at, {time_zone:String}) >= range_start
        AND toYYYYMMDDhhmmss(people.first_seen_at, {time_zone:String}) < range_end
) AS told
GROUP BY customer_id;
