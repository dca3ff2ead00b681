-- Which campaign, source, page or first product brings people who buy, return and are worth it?
--
-- Grain: one row per origin.
-- Source: people, whose first visit gives the origin; origins; orders_in_range, order_products, asked_currency.
-- Parameters: source, since, until, time_zone, see orders_in_range; acquired_by, 'campaign', 'source', 'medium',
-- 'referrer', 'landing_page' or 'first_product'; currency, see asked_currency.
-- Example: SELECT * FROM safar.acquisition(source = 'shop', since = '2025-01-01', until = '2025-02-01',
--     time_zone = 'Europe/London', acquired_by = 'campaign', currency = '') ORDER BY customers DESC
--
-- visitors were first seen in the range. customers are those of them who have bought by now, conversion_rate is
-- their share in percent. customers_N had their first order at least N days ago: repeat_rate_N is the share of them
-- who bought again within N days after it, value_N their average revenue within N days of it, in one currency and
-- before refunds. By first_product, visitors are people whose first order is in the range, and a customer counts for
-- every product of that order.
CREATE OR REPLACE VIEW acquisition AS
WITH
    CAST({acquired_by:String}, 'Enum8(\'campaign\' = 1, \'source\' = 2, \'medium\' = 3, \'referrer\' = 4,
        \'landing_page\' = 5, \'first_product\' = 6)') AS acquired_by,
    (SELECT (asked.currency, asked.currency_code) FROM safar.asked_currency(
        source = {source:String}, currency = {currency:String}) AS asked) AS asked,
    toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC')) AS range_start,
    toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC')) AS range_end,
    [30, 90, 180] AS windows,
    -- revenue of each customer after the first order, by window
    bought AS
    (
        SELECT
            customer_key,
            first_at,
            first_order,
            toUnixTimestamp64Milli(first_at) AS from_ms,
            arrayMap(days -> from_ms + days * 86400000 <= toUnixTimestamp64Milli(now64(3)), windows) AS old,
            arrayMap(days -> length(moments) > 1
                AND arrayCount(moment -> moment <= from_ms + days * 86400000, moments) > 1, windows) AS repeated,
            arrayMap(days -> arraySum((moment, amount) -> if(moment <= from_ms + days * 86400000, amount,
                toDecimal128(0, 6)), moments, amounts), windows) AS brought
        FROM
        (
            SELECT
                customer_key,
                min(ordered_at) AS first_at,
                argMin(order_key, (ordered_at, order_id)) AS first_order,
                groupArray(toUnixTimestamp64Milli(ordered_at)) AS moments,
                groupArray(if(currency_code = asked.2, value, toDecimal128(0, 6))) AS amounts
            FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC')
            WHERE is_counted
            GROUP BY customer_key
        )
    ),
    (amount, divisor) -> toDecimal128(round(toDecimal256(amount, 7) / nullIf(divisor, 0), 6), 6) AS average
SELECT
    origin,
    count() AS visitors,
    countIf(is_customer) AS customers,
    100 * customers / visitors AS conversion_rate,
    sum(old[1]) AS customers_30,
    sum(old[2]) AS customers_90,
    sum(old[3]) AS customers_180,
    100 * sum(old[1] AND repeated[1]) / nullIf(customers_30, 0) AS repeat_rate_30,
    100 * sum(old[2] AND repeated[2]) / nullIf(customers_90, 0) AS repeat_rate_90,
    100 * sum(old[3] AND repeated[3]) / nullIf(customers_180, 0) AS repeat_rate_180,
    asked.1 AS currency,
    average(sumIf(brought[1], old[1]), customers_30) AS value_30,
    average(sumIf(brought[2], old[2]), customers_90) AS value_90,
    average(sumIf(brought[3], old[3]), customers_180) AS value_180
FROM
(
    SELECT
        multiIf(
            acquired_by = 'campaign', origins.campaign_name,
            acquired_by = 'source', origins.campaign_source,
            acquired_by = 'medium', origins.campaign_medium,
            acquired_by = 'referrer', origins.referrer_domain,
            origins.landing_page) AS origin,
        notEmpty(bought.old) AS is_customer,
        bought.old AS old,
        bought.repeated AS repeated,
        bought.brought AS brought
    FROM safar.people(source = {source:String}, until = '', time_zone = 'UTC') AS people
    LEFT ANY JOIN safar.origins(source = {source:String}) AS origins ON origins.origin_key = people.first_origin_key
    LEFT ANY JOIN bought ON bought.customer_key = people.customer_key
    WHERE acquired_by != 'first_product'
        AND toYYYYMMDDhhmmss(first_seen_at, {time_zone:String}) >= range_start
        AND toYYYYMMDDhhmmss(first_seen_at, {time_zone:String}) < range_end
    UNION ALL
    SELECT lines.product_id, true, bought.old, bought.repeated, bought.brought
    FROM safar.order_products(source = {source:String}) AS lines
    INNER JOIN bought ON bought.first_order = lines.order_key
    WHERE acquired_by = 'first_product'
        AND toYYYYMMDDhhmmss(bought.first_at, {time_zone:String}) >= range_start
        AND toYYYYMMDDhhmmss(bought.first_at, {time_zone:String}) < range_end
)
GROUP BY origin;
