-- Who left a cart behind, what is in it, what is it worth, and how can they be reached?
--
-- Grain: one row per abandoned cart that is not empty.
-- Source: carts, which has the rules; event_rows of additions and removals, each message once; customer_links,
-- customer_contacts, known_persons, asked_currency.
-- Parameters: source, since, until, time_zone, see orders_in_range; window_hours, such as '24': see carts.
-- Example: SELECT customer_id, email, value, products.name FROM safar.abandoned_carts(source = 'shop',
--     since = '2025-01-01', until = '2025-02-01', time_zone = 'Europe/London', window_hours = '24')
--     ORDER BY last_added_at DESC LIMIT 100
--
-- A cart belongs to the range in which it was opened. Its products are those added minus those removed, until the end
-- of the window after the last addition. Prices are the latest. value is in the currency of the latest addition that
-- has one, else the source's.
CREATE OR REPLACE VIEW abandoned_carts AS
WITH
    (SELECT currency FROM safar.asked_currency(source = {source:String}, currency = '')) AS own_currency,
    abandoned AS
    (
        SELECT customer_key, opened_at, last_added_at
        FROM safar.carts(source = {source:String}, windows = {window_hours:String})
        WHERE is_abandoned
            AND toYYYYMMDDhhmmss(opened_at, {time_zone:String})
                >= toYYYYMMDDhhmmss(toDateTime64(if({since:String} = '', '1900-01-01', {since:String}), 0, 'UTC'))
            AND toYYYYMMDDhhmmss(opened_at, {time_zone:String})
                < toYYYYMMDDhhmmss(toDateTime64(if({until:String} = '', '2299-01-01', {until:String}), 0, 'UTC'))
    ),
    lines AS
    (
        SELECT
            multiIf(
                user_id != '', identityHash('user', source_id, user_id),
                identityHash('guest', source_id, anonymous_id)) AS person_key,
            anonymous_id,
            timestamp,
            if(commerce_event = 'Product Removed', -1, 1) AS sign,
            if(currency = 'IRT', 'IRR', toString(currency)) AS currency,
            id,
            product_name,
            -- one toman is ten rials
            told_price * if(if(currency = '', source_currency, currency) = 'IRT', 10, 1) AS price,
            quantity
        FROM event_rows FINAL
        ARRAY JOIN products.id AS id, products.name AS product_name, products.price AS told_price, products.quantity AS quantity
        WHERE kind = 'commerce' AND source_id = {source:String} AND NOT is_bot AND NOT is_test
            AND commerce_event IN ('Product Added', 'Wishlist Product Added to Cart', 'Product Removed')
            -- no clock is wrong by a whole day, so events further outside can't belong to a cart of the range
            AND timestamp >= toDateTime64(if({since:String} = '', '1900-01-02', {since:String}), 3, 'UTC') - toIntervalDay(1)
    ),
    contents AS
    (
        SELECT
            customer_key,
            opened_at,
            any(cart.last_added_at) AS last_added_at,
            max(line.anonymous_id) AS anonymous_id,
            id,
            sum(sign * line.quantity) AS pieces,
            argMax(line.price, (timestamp, line.price)) AS price,
            argMax(product_name, (timestamp, product_name)) AS name,
            max((line.currency != '', timestamp, line.currency)).3 AS currency
        FROM
        (
            SELECT if(links.customer_key = 0, lines.person_key, links.customer_key) AS customer_key, lines.*
            FROM lines
            LEFT ANY JOIN safar.customer_links(source = {source:String}) AS links ON links.person_key = lines.person_key
        ) AS line
        INNER JOIN abandoned AS cart ON cart.customer_key = line.customer_key
        WHERE timestamp >= opened_at
            AND timestamp <= cart.last_added_at + toIntervalSecond(3600 * toFloat64OrZero({window_hours:String}))
        GROUP BY customer_key, opened_at, id
        HAVING pieces > 0
    ),
    carts AS
    (
        SELECT
            customer_key,
            opened_at,
            any(contents.last_added_at) AS last_added_at,
            max(contents.anonymous_id) AS anonymous_id,
            if(max(contents.currency) = '', own_currency, max(contents.currency)) AS currency,
            sum(toDecimal128(contents.pieces * contents.price, 6)) AS value,
            sum(contents.pieces) AS pieces,
            CAST(arraySort(groupArray((id, contents.name, contents.pieces, contents.price))),
                'Array(Tuple(product_id String, name String, quantity Decimal(18, 3), price Decimal(38, 6)))') AS products
        FROM contents
        GROUP BY customer_key, opened_at
    )
SELECT
    if(persons.person_id = '', carts.anonymous_id, persons.person_id) AS customer_id,
    if(persons.person_id = '', true, persons.is_guest) AS is_guest,
    contacts.email AS email,
    contacts.phone AS phone,
    contacts.name AS name,
    opened_at,
    last_added_at,
    currency,
    value,
    pieces,
    products
FROM carts
LEFT ANY JOIN safar.customer_contacts(source = {source:String}) AS contacts ON contacts.customer_key = carts.customer_key
LEFT ANY JOIN safar.known_persons(source = {source:String}) AS persons ON persons.person_key = carts.customer_key;
