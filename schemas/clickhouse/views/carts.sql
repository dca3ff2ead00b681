-- Which carts were opened, and which led to an order?
--
-- Grain: one row per cart and a window.
-- Source: visits; orders_in_range, all orders but tests.
-- Parameters: source; windows, the hours after which a cart without an order counts as abandoned, separated by commas,
-- such as '24' or '0.5,1,24'; an empty one never ends.
-- Example: SELECT count(), countIf(ordered_at IS NULL) FROM safar.carts(source = 'shop', windows = '24')
--
-- A cart begins when a customer adds a product and has no open cart: there was no addition before, or the last one is
-- older than the window, or an order followed it. The customer's first order after the last addition, within the
-- window, ends the cart: ordered_at, else NULL. A cart without an order is open until its window has passed, and then
-- abandoned; without a window it is abandoned at once.
CREATE OR REPLACE VIEW carts AS
WITH
    customers AS
    (
        SELECT
            customer_key,
            -- 16 x time (milliseconds since 1970), plus 1 for an order; the earliest first
            arraySort(groupArrayArray(stamps)) AS events
        FROM
        (
            SELECT
                customer_key,
                arrayMap(stamp -> stamp - 2, arrayFilter(stamp -> stamp % 16 = 2, steps)) AS stamps,
                true AS has_added
            FROM safar.visits(source = {source:String}, since = '', until = '', time_zone = 'UTC')
            WHERE bitTest(did, 1)
            UNION ALL
            SELECT customer_key, [16 * toUnixTimestamp64Milli(ordered_at) + 1], false
            FROM safar.orders_in_range(source = {source:String}, since = '', until = '', time_zone = 'UTC')
            WHERE NOT is_test
        )
        GROUP BY customer_key
        HAVING max(has_added)
    )
SELECT
    customer_key,
    window_hours,
    fromUnixTimestamp64Milli(intDiv(cart[1], 16), 'UTC') AS opened_at,
    fromUnixTimestamp64Milli(last_addition, 'UTC') AS last_added_at,
    if(ordered != 0 AND ordered - last_addition <= window_ms, fromUnixTimestamp64Milli(ordered, 'UTC'), NULL) AS ordered_at,
    ordered_at IS NULL AND (window_hours IS NULL OR last_addition + window_ms <= toUnixTimestamp64Milli(now64(3)))
        AS is_abandoned
FROM
(
    SELECT
        customer_key,
        window_hours,
        if(window_hours IS NULL, toInt64(4611686018427387903), toInt64(assumeNotNull(3600000 * window_hours))) AS window_ms,
        cart,
        intDiv(arrayLast(event -> event % 16 = 0, cart), 16) AS last_addition,
        -- in a cart no addition comes after an order; 0 without one
        intDiv(arrayFirst(event -> event % 16 = 1, cart), 16) AS ordered
    FROM
    (
        SELECT customer_key, events, window_hours
        FROM customers
        ARRAY JOIN arrayMap(hours -> toFloat64OrNull(hours), splitByChar(',', {windows:String})) AS window_hours
    )
    -- each beside the previous one: ClickHouse copies a whole list for each of its members if a lambda reads it, and a
    -- page's key can send thousands of additions
    ARRAY JOIN arraySplit(
        (event, previous, place) -> event % 16 = 0 AND (place = 1 OR previous % 16 = 1
            OR intDiv(event - previous, 16) > window_ms),
        events, arrayPushFront(arrayPopBack(events), toInt64(0)), arrayEnumerate(events)) AS cart
)
WHERE cart[1] % 16 = 0;
